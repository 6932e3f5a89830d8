import Format

@testable import Mirror

/// A root in memory, on which steps are performed as an executor would, looking before each.
struct ModelRoot {
  /// Why a step cannot be performed.
  struct Fault: Error {
    let problem: String
    let step: MirrorStep
  }

  /// What making, moving and removing leaves as the time of a folder.
  private static let stirred = Timestamp(seconds: 99_999, nanoseconds: 9)

  private(set) var entries: [MirrorPath: MirrorNode]

  init(_ tree: MirrorTree) {
    entries = tree.entries
  }

  var tree: MirrorTree { MirrorTree(entries: entries) }

  mutating func perform(_ step: MirrorStep, beside other: ModelRoot) throws(Fault) {
    try demand(isAsExpected(step), "something else is there", step)
    try demand(entries[step.path.parent]?.isFolder == true, "no folder to work in", step)
    switch step.action {
    case .create(let node, let source):
      try demand(node.nodes.isEmpty && node.name == step.path.names.last, "not alone", step)
      try demand(other.has(node, source, at: step.path), "no bytes", step)
      put(node, at: step.path)
    case .replace(let node, let source):
      try demand(isEmpty(step.path), "not empty", step)
      try demand(other.has(node, source, at: step.path), "no bytes", step)
      put(node, at: step.path)
    case .move(let target):
      try demand(entries[target] == nil, "no room", step)
      try demand(entries[target.parent]?.isFolder == true, "no folder to move to", step)
      move(step.path, to: target)
    case .remove:
      try demand(isEmpty(step.path), "not empty", step)
      entries[step.path] = nil
      stir(step.path.parent)
    case .setMetadata(let metadata):
      entries[step.path] = entries[step.path]?.with(metadata)
    }
  }

  private func demand(
    _ condition: Bool, _ problem: String, _ step: MirrorStep
  ) throws(Fault) {
    if !condition { throw Fault(problem: problem, step: step) }
  }

  private func isAsExpected(_ step: MirrorStep) -> Bool {
    guard let before = step.before, let found = entries[step.path] else {
      return step.before == nil && entries[step.path] == nil
    }
    if found.isUnknown || found.isFolder != before.isFolder { return false }
    return step.path == .root
      || (found.isFolder ? found.at(before.metadata.modified) : found) == before
  }

  private func has(
    _ node: MirrorNode, _ source: MirrorStep.ByteSource, at path: MirrorPath
  ) -> Bool {
    guard case .file = node.content else { return source == .none }
    return source == .merged || entries[path]?.content == node.content
  }

  private func isEmpty(_ path: MirrorPath) -> Bool {
    entries[path]?.isFolder != true || !entries.keys.contains { $0.isInside(path) }
  }

  private mutating func put(_ node: MirrorNode, at path: MirrorPath) {
    entries[path] = node
    stir(path.parent)
  }

  private mutating func move(_ source: MirrorPath, to target: MirrorPath) {
    for (path, node) in entries where path == source || path.isInside(source) {
      entries[path] = nil
      let rest = path.names.dropFirst(source.names.count)
      entries[MirrorPath(target.names + rest)] =
        rest.isEmpty ? target.names.last.map(node.named) : node
    }
    stir(source.parent)
    stir(target.parent)
  }

  private mutating func stir(_ folder: MirrorPath) {
    entries[folder] = entries[folder]?.at(Self.stirred)
  }
}

extension MirrorNode {
  fileprivate func at(_ time: Timestamp) -> MirrorNode {
    var metadata = metadata
    metadata.modified = time
    return with(metadata)
  }
}
