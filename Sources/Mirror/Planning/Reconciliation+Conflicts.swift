import Format

extension Reconciliation {
  private var policy: ConflictPolicy { settledPolicy ?? options.conflicts }

  /// What somebody has settled is settled.
  private var settledPolicy: ConflictPolicy? {
    options.settled.isEmpty ? nil : options.settled[MirrorPath(path)]
  }

  /// Whether both versions are looked at; in a one-way run only where A's was chosen.
  private var mayDecide: Bool { options.direction == .twoWay || settledPolicy == .a }

  /// Two leaves, both new (R5, R6).
  mutating func settleConflict(
    _ baseline: MirrorNode?, _ a: MirrorNode, _ b: MirrorNode
  ) -> Settlement {
    if let stale = staleSide(a, b) {
      if options.mayChange(stale) {
        note(.stale(stale))
        return joined(baseline, a, b, from: stale.other)
      }
      return asItIs(a, b, baseline)
    }
    guard mayDecide, policy != .hold else {
      note(.unresolved)
      return asItIs(a, b, baseline)
    }
    if policy == .merge, let content = mergedContent(baseline, a, b) {
      note(.merged)
      merged.insert(MirrorPath(path))
      return joined(baseline, a, b, content: content, from: nil)
    }
    let (winner, keepsLoser) = winner(a, b)
    let copyName = keepsLoser ? keepCopy(of: winner == .a ? b : a, on: winner.other) : nil
    note(.conflict(winner: winner, copy: copyName))
    return joined(baseline, a, b, from: winner)
  }

  /// A folder on one side and a leaf on the other.
  mutating func settleFolder(
    _ folder: MirrorNode, on side: Side, againstLeaf leaf: MirrorNode, _ baseline: MirrorNode?
  ) -> Settlement {
    let keep = asItIs(on: side, folder, other: leaf, baseline)
    if let baseline, baseline.isFolder {
      // The leaf's side replaced the folder.
      let remains = remains(of: folder.nodes, baseline.nodes)
      guard remains == .edits else {
        guard options.mayChange(side) else { return keep }
        if remains == .nothing { return .agreed(leaf) }
        note(.heldByUnknown(on: side))
        return keep
      }
    } else if leaf.isSameLeaf(as: baseline) {
      return options.mayChange(side.other) ? spread(folder, from: side) : keep
    }
    return settleConflict(folder: folder, on: side, leaf: leaf, baseline)
  }

  /// Both are new: the folder keeps the name (R6), unless the policy is for the leaf's side.
  private mutating func settleConflict(
    folder: MirrorNode, on side: Side, leaf: MirrorNode, _ baseline: MirrorNode?
  ) -> Settlement {
    let keep = asItIs(on: side, folder, other: leaf, baseline)
    let isStale = isStale(leaf)
    guard mayDecide || (isStale && side == .a) else {
      note(.unresolved)
      return keep
    }
    if isStale {
      note(.stale(side.other))
    } else {
      switch policy {
      case .hold:
        note(.unresolved)
        return keep
      case .a where side == .b && baseline != nil, .b where side == .a && baseline != nil:
        if folder.hasUnknown {
          note(.heldByUnknown(on: side))
          return keep
        }
        note(.conflict(winner: side.other, copy: nil))
        return .agreed(leaf)
      case .a where side == .a, .b where side == .b:
        note(.conflict(winner: side, copy: nil))
      case .a, .b, .keepBoth, .newer, .merge:
        note(.conflict(winner: side, copy: keepCopy(of: leaf, on: side.other)))
      }
    }
    guard let baseline, baseline.isFolder else { return spread(folder, from: side) }
    return settleDeletedFolder(folder, on: side, baseline)
  }

  /// Who keeps the name, and whether the other gets a new one.
  private func winner(_ a: MirrorNode, _ b: MirrorNode) -> (Side, keepsLoser: Bool) {
    switch policy {
    case .a: return (.a, false)
    case .b: return (.b, false)
    case .newer where a.rank == b.rank: return (later(a, b), false)
    case .keepBoth, .newer, .hold, .merge:
      if a.rank != b.rank { return (a.rank > b.rank ? .a : .b, true) }
      return (later(a, b), true)
    }
  }

  private func later(_ a: MirrorNode, _ b: MirrorNode) -> Side {
    let order = metadata.order(a.metadata.modified, b.metadata.modified)
    if order != 0 { return order > 0 ? .a : .b }
    return tieBreak(b).lexicographicallyPrecedes(tieBreak(a)) ? .a : .b
  }

  /// Gives the loser its new name, on both sides.
  private mutating func keepCopy(of loser: MirrorNode, on side: Side) -> FileName {
    let name = ConflictName.name(
      for: loser, label: options.root(side).label, digest: options.digest
    ) { name in
      folder.a.node(named: name) != nil || folder.b.node(named: name) != nil
        || folder.copyNames.contains(name)
    }
    folder.copyNames.insert(name)
    folder.copies.append(loser.named(name))
    copies.append(
      Copy(
        side: side, folder: MirrorPath(path.dropLast()), name: loser.name, copyName: name))
    return name
  }

  /// Differs between any two leaves of one rank and different content.
  private func tieBreak(_ node: MirrorNode) -> [UInt8] {
    switch node.content {
    case .file(let content, _): options.digest(content).bytes
    case .symlink(_, let sha256): sha256.bytes
    case .special(let kind, let device):
      [kind.rawValue] + (0..<8).map { UInt8(truncatingIfNeeded: device >> (56 - 8 * $0)) }
    case .folder, .sealed, .unknown: []
    }
  }

  private func mergedContent(
    _ baseline: MirrorNode?, _ a: MirrorNode, _ b: MirrorNode
  ) -> MirrorNode.Content? {
    guard case .file(let old, _)? = baseline?.content, case .file(let mine, _) = a.content,
      case .file(let theirs, _) = b.content
    else { return nil }
    let request = MirrorOptions.MergeRequest(
      path: MirrorPath(path), baseline: old, a: mine, b: theirs)
    return options.textMerge?(request).map { .file($0.content, size: $0.size) }
  }

  /// The side whose version is an older one of this path; `nil` if neither is or both are.
  private func staleSide(_ a: MirrorNode, _ b: MirrorNode) -> Side? {
    let isAStale = isStale(a)
    guard isAStale != isStale(b) else { return nil }
    return isAStale ? .a : .b
  }

  private func isStale(_ leaf: MirrorNode) -> Bool {
    guard case .file(let content, _) = leaf.content, let older = options.olderContents else {
      return false
    }
    return older(MirrorPath(path)).contains(content)
  }
}

extension MirrorNode {
  /// The greater keeps its name (R6).
  fileprivate var rank: Int {
    switch content {
    case .folder, .sealed: 3
    case .file: 2
    case .symlink: 1
    case .special, .unknown: 0
    }
  }
}
