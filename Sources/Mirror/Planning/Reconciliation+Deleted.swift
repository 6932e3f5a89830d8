import Format

extension Reconciliation {
  /// A name that one side alone has: new there, or deleted on the other (R3, R4).
  mutating func settleAlone(
    _ node: MirrorNode, on side: Side, _ baseline: MirrorNode?
  ) -> Settlement {
    if node.isUnknown { return asItIs(on: side, node, other: nil, baseline) }
    guard let baseline else { return spread(node, from: side) }
    if node.isFolder, baseline.isFolder { return settleDeletedFolder(node, on: side, baseline) }
    if node.isSameLeaf(as: baseline) {
      return options.mayChange(side)
        ? .agreed(nil) : asItIs(on: side, node, other: nil, baseline)
    }
    note(options.mayChange(side.other) ? .deletionUndone(on: side.other) : .unresolved)
    return spread(node, from: side, baseline)
  }

  /// What is new on one side goes to the other, the unknown in it excepted.
  func spread(
    _ node: MirrorNode, from side: Side, _ baseline: MirrorNode? = nil
  ) -> Settlement {
    guard options.mayChange(side.other) else {
      return asItIs(on: side, node, other: nil, baseline)
    }
    guard node.hasUnknown, let known = node.known else { return .agreed(node) }
    return .apart(on: side, node, other: known, baseline: known)
  }

  /// A folder that the other side deleted, whole or for a leaf: what was edited or added in it
  /// stays, and the folders around that (R7).
  ///
  /// If nothing stays but what is unknown, the folder remains where it is, and is not made anew on
  /// the side that deleted it: for one excluded file nobody wants a deleted folder back.
  mutating func settleDeletedFolder(
    _ folder: MirrorNode, on side: Side, _ baseline: MirrorNode
  ) -> Settlement {
    let nodes =
      side == .a
      ? settle(baseline.nodes, folder.nodes, []) : settle(baseline.nodes, [], folder.nodes)
    let mine = nodes.nodes(side)
    let theirs = nodes.nodes(side.other)
    if !theirs.isEmpty {
      note(.deletionUndone(on: side.other))
      return .apart(
        on: side, folder.holding(mine), other: folder.holding(theirs),
        baseline: folder.holding(nodes.baseline))
    }
    if mine.isEmpty, options.mayChange(side) { return .agreed(nil) }
    if options.mayChange(side), mine.contains(where: \.hasUnknown) {
      note(.heldByUnknown(on: side))
    }
    return asItIs(
      on: side, folder.holding(mine), other: nil, baseline.holding(nodes.baseline))
  }

  /// What of a folder would stay if it were deleted on the other side.
  enum Remains: Comparable {
    case nothing, unknown, edits
  }

  func remains(of nodes: [MirrorNode], _ baseline: [MirrorNode]) -> Remains {
    var found = Remains.nothing
    for row in NodeJoin(baseline, nodes) {
      guard let node = row.a else { continue }
      if node.isUnknown {
        found = max(found, .unknown)
      } else if node.isFolder, let old = row.baseline, old.isFolder {
        found = max(found, remains(of: node.nodes, old.nodes))
      } else if !node.isSameLeaf(as: row.baseline) {
        return .edits
      }
      if found == .edits { break }
    }
    return found
  }
}
