import Format

/// Finds the steps that take one side from where it is to where it shall be.
struct StepWriter {
  let side: Side
  private let renamed: [MirrorPath: [FileName: FileName]]
  private let merged: Set<MirrorPath>
  private let touched: Set<MirrorPath>
  private var path: [FileName] = []
  private var moves: [MirrorStep] = []
  private var builds: [MirrorStep] = []
  private var removals: [MirrorStep] = []
  private var finishes: [MirrorStep] = []

  /// - `copies`: the leaves that lost their names, of both sides.
  /// - `merged`: the files whose bytes come from a text merge.
  /// - `touched`: folders in which steps that renames needed have worked already.
  init(
    _ side: Side, copies: [Reconciliation.Copy], merged: Set<MirrorPath>,
    touched: Set<MirrorPath>
  ) {
    self.side = side
    self.merged = merged
    self.touched = touched
    renamed = Dictionary(grouping: copies.filter { $0.side == side }, by: \.folder)
      .mapValues { copies in
        Dictionary(copies.map { ($0.name, $0.copyName) }, uniquingKeysWith: { first, _ in first })
      }
  }

  func steps(_ stage: MirrorStep.Stage) -> [MirrorStep] {
    switch stage {
    case .moves: moves
    case .builds: builds
    case .removals: removals
    case .finishes: finishes
    }
  }

  mutating func write(from old: MirrorTree, to new: MirrorTree) {
    // Only its metadata matter of the root, which has no name.
    guard let name = FileName("root".utf8) else { return }
    finish(
      MirrorNode(name: name, metadata: old.metadata, content: .folder(old.nodes)),
      as: MirrorNode(name: name, metadata: new.metadata, content: .folder(new.nodes)))
  }

  /// A folder that stays one: what is in it, then its metadata.
  private mutating func finish(_ old: MirrorNode, as new: MirrorNode) {
    let isTouched = change(old.nodes, into: new.nodes)
    let isDue = isTouched || old.metadata != new.metadata || touched.contains(MirrorPath(path))
    if isDue { add(.setMetadata(new.metadata), before: old, in: .finishes) }
  }

  /// Whether a name in the folder comes, goes or gets another node.
  private mutating func change(_ old: [MirrorNode], into new: [MirrorNode]) -> Bool {
    let present = moveLosers(old)
    var isTouched = present != nil
    for row in NodeJoin(present ?? old, new) {
      path.append(row.name)
      if change(row.baseline, into: row.a) { isTouched = true }
      path.removeLast()
    }
    return isTouched
  }

  /// The nodes after those that lost their names were renamed; `nil` if none did.
  private mutating func moveLosers(_ nodes: [MirrorNode]) -> [MirrorNode]? {
    guard !renamed.isEmpty, let names = renamed[MirrorPath(path)] else { return nil }
    let folder = MirrorPath(path)
    var result = nodes
    for index in result.indices {
      guard let name = names[result[index].name] else { continue }
      path.append(result[index].name)
      add(.move(to: folder.appending(name)), before: result[index], in: .moves)
      path.removeLast()
      result[index] = result[index].named(name)
    }
    return result.sorted { $0.name < $1.name }
  }

  private mutating func change(_ old: MirrorNode?, into new: MirrorNode?) -> Bool {
    switch (old, new) {
    case (nil, nil): return false
    case (nil, let new?):
      create(new)
      return true
    case (let old?, nil):
      remove(old)
      return true
    case (let old?, let new?):
      return change(old, into: new)
    }
  }

  private mutating func change(_ old: MirrorNode, into new: MirrorNode) -> Bool {
    switch (old.isFolder, new.isFolder) {
    case (true, true):
      finish(old, as: new)
      return false
    case (true, false):
      _ = change(old.nodes, into: [])
      add(.replace(with: new, source(new)), before: old, in: .removals)
      return true
    case (false, true):
      add(.replace(with: new.alone, .none), before: old, in: .builds)
      fill(new)
      return true
    case (false, false):
      return changeLeaf(old, into: new)
    }
  }

  private mutating func changeLeaf(_ old: MirrorNode, into new: MirrorNode) -> Bool {
    // What is unknown is so in both.
    if old.isUnknown || new.isUnknown { return false }
    if old.content != new.content {
      add(.replace(with: new, source(new)), before: old, in: .builds)
      return true
    }
    if old.metadata != new.metadata {
      add(.setMetadata(new.metadata), before: old, in: .builds)
    }
    return false
  }

  private mutating func create(_ new: MirrorNode) {
    add(.create(new.alone, source(new)), before: nil, in: .builds)
    if new.isFolder { fill(new) }
  }

  /// What is in a folder that is made; its time is set again once it is there.
  private mutating func fill(_ folder: MirrorNode) {
    guard !folder.nodes.isEmpty else { return }
    _ = change([], into: folder.nodes)
    add(.setMetadata(folder.metadata), before: folder, in: .finishes)
  }

  private mutating func remove(_ old: MirrorNode) {
    _ = change(old.nodes, into: [])
    add(.remove, before: old, in: .removals)
  }

  private func source(_ node: MirrorNode) -> MirrorStep.ByteSource {
    guard case .file = node.content else { return .none }
    return !merged.isEmpty && merged.contains(MirrorPath(path)) ? .merged : .otherRoot
  }

  private mutating func add(
    _ action: MirrorStep.Action, before: MirrorNode?, in stage: MirrorStep.Stage
  ) {
    let step = MirrorStep(
      side: side, stage: stage, path: MirrorPath(path), before: before?.alone, action: action)
    switch stage {
    case .moves: moves.append(step)
    case .builds: builds.append(step)
    case .removals: removals.append(step)
    case .finishes: finishes.append(step)
    }
  }
}
