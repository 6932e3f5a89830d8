import Format

/// Decides what every name will be on both sides and in the new baseline: the rules of the mirror.
///
/// It says where both shall arrive; `StepWriter` finds the steps from where each is. Renames have
/// been carried out in all three trees before. Recursive by folders, linear in the nodes.
struct Reconciliation {
  /// The names of the folder that is being settled.
  struct Folder {
    var a: [MirrorNode] = []
    var b: [MirrorNode] = []
    /// Conflict copies that both sides get in it.
    var copies: [MirrorNode] = []
    var copyNames: Set<FileName> = []
  }

  /// A leaf of `side` that lost its name.
  struct Copy {
    let side: Side
    let folder: MirrorPath
    let name: FileName
    let copyName: FileName
  }

  let options: MirrorOptions
  let metadata: MetadataMerge
  var path: [FileName] = []
  var folder = Folder()
  private(set) var notices: [Notice] = []
  var copies: [Copy] = []
  var merged: Set<MirrorPath> = []

  init(_ options: MirrorOptions) {
    self.options = options
    metadata = MetadataMerge(options)
  }

  /// The roots themselves merge like any folder.
  mutating func settle(_ baseline: MirrorTree?, _ a: MirrorTree, _ b: MirrorTree) -> SettledTrees {
    let own = mergeMetadata(baseline?.metadata, a.metadata, b.metadata)
    let nodes = settle(baseline?.nodes ?? [], a.nodes, b.nodes)
    return SettledTrees(
      a: MirrorTree(metadata: own.a, nodes: nodes.a, sealedLeaves: a.sealedLeaves),
      b: MirrorTree(metadata: own.b, nodes: nodes.b, sealedLeaves: b.sealedLeaves),
      baseline: MirrorTree(
        metadata: own.baseline, nodes: nodes.baseline, sealedLeaves: a.sealedLeaves))
  }

  /// Everything in a folder. `path` is the folder's.
  mutating func settle(
    _ baseline: [MirrorNode], _ a: [MirrorNode], _ b: [MirrorNode]
  ) -> SettledNodes {
    let outer = folder
    folder = Folder(a: a, b: b)
    var settled = SettledNodes(capacity: max(a.count, b.count))
    for row in NodeJoin(baseline, a, b) {
      path.append(row.name)
      settled.append(settle(row.baseline, row.a, row.b))
      path.removeLast()
    }
    settled.insert(folder.copies)
    folder = outer
    return settled
  }

  private mutating func settle(
    _ baseline: MirrorNode?, _ a: MirrorNode?, _ b: MirrorNode?
  ) -> Settlement {
    switch (a, b) {
    case (nil, nil): return .agreed(nil)
    case (let a?, nil): return settleAlone(a, on: .a, baseline)
    case (nil, let b?): return settleAlone(b, on: .b, baseline)
    case (let a?, let b?):
      if a.isUnknown || b.isUnknown { return asItIs(a, b, baseline) }
      switch (a.isFolder, b.isFolder) {
      case (true, true): return settleFolders(baseline, a, b)
      case (false, false): return settleLeaves(baseline, a, b)
      case (true, false): return settleFolder(a, on: .a, againstLeaf: b, baseline)
      case (false, true): return settleFolder(b, on: .b, againstLeaf: a, baseline)
      }
    }
  }

  private mutating func settleFolders(
    _ baseline: MirrorNode?, _ a: MirrorNode, _ b: MirrorNode
  ) -> Settlement {
    let old = baseline?.isFolder == true ? baseline : nil
    let own = mergeMetadata(old?.metadata, a.metadata, b.metadata)
    if case .sealed = a.content { return Settlement(name: a.name, own, content: a.content) }
    let nodes = settle(old?.nodes ?? [], a.nodes, b.nodes)
    if nodes.isAgreed {
      return Settlement(name: a.name, own, content: .folder(nodes.a))
    }
    return .apart(
      a: MirrorNode(name: a.name, metadata: own.a, content: .folder(nodes.a)),
      b: MirrorNode(name: b.name, metadata: own.b, content: .folder(nodes.b)),
      baseline: MirrorNode(name: a.name, metadata: own.baseline, content: .folder(nodes.baseline)))
  }

  /// What a folder made for a rename has in the baseline is no metadata that anything had.
  mutating func mergeMetadata(
    _ baseline: MirrorMetadata?, _ a: MirrorMetadata, _ b: MirrorMetadata, contentSide: Side? = nil
  ) -> MetadataMerge.Outcome<MirrorMetadata> {
    var isContested = false
    let own = metadata.merge(
      baseline: baseline == .unknown ? nil : baseline, a: a, b: b, contentSide: contentSide,
      isContested: &isContested)
    if isContested { note(.metadata) }
    return own
  }

  /// Each side keeps what it has and the baseline what it had; a refresh knows no baseline.
  func asItIs(_ a: MirrorNode?, _ b: MirrorNode?, _ baseline: MirrorNode?) -> Settlement {
    .apart(a: a, b: b, baseline: options.direction == .refresh ? nil : baseline)
  }

  func asItIs(
    on side: Side, _ node: MirrorNode?, other: MirrorNode?, _ baseline: MirrorNode?
  ) -> Settlement {
    side == .a ? asItIs(node, other, baseline) : asItIs(other, node, baseline)
  }

  mutating func note(_ kind: Notice.Kind) {
    notices.append(Notice(path: MirrorPath(path), kind: kind))
  }
}
