import FileTree
import Format
import Repository
import Snapshots
import SystemPackage

/// What both sides agree on after a run, on its way into a snapshot of its own.
///
/// No file is read: every content is in the repository, but for merged texts, which are stored now.
struct MirrorBaseline: Sendable {
  private let run: MirrorRun
  private let planned: PlannedMirror
  private let agreed: MirrorTree

  init(_ run: MirrorRun, _ planned: PlannedMirror, _ agreed: MirrorTree) {
    self.run = run
    self.planned = planned
    self.agreed = agreed
  }

  /// When this returns, it is saved.
  func store() throws -> (id: SnapshotID, tree: TreeReference) {
    let composer = try SnapshotComposer(
      run.repository, planned.reading, level: run.request.level, indexFolder: run.indexFolder)
    do {
      return try store(composer)
    } catch {
      composer.abandon()
      throw error
    }
  }

  private func store(
    _ composer: SnapshotComposer
  ) throws -> (id: SnapshotID, tree: TreeReference) {
    let path = run.request.a.path
    guard let source = SourceNames([path]).sources.first else {
      throw MirrorRefusal.noSuchSnapshot
    }
    let tree = try composer.folder(try agreed.nodes.compactMap { try node($0, composer) })
    let root = Self.node(source.name, agreed.metadata, .folder(tree), composer)
    let id = try composer.finish(
      root, path: path.bytes, set: run.request.baselineSet,
      utcOffsetMinutes: run.request.utcOffsetMinutes)
    return (id, tree)
  }

  private func node(_ node: MirrorNode, _ composer: SnapshotComposer) throws -> Node? {
    let content: Node.Content
    switch node.content {
    case .file(let id, _):
      switch try planned.book.bytes(of: id) {
      case .node(let known): content = known.content
      case .text(let text): content = try composer.file(text)
      }
    case .folder(let nodes):
      content = .folder(try composer.folder(nodes.compactMap { try self.node($0, composer) }))
    case .sealed(let tree):
      try composer.adopt(tree)
      content = .folder(tree)
    case .symlink(let target, _): content = .symlink(target: target)
    case .special(let kind, let device): content = Self.special(kind, device)
    case .unknown: return nil
    }
    return Self.node(node.name, node.metadata, content, composer)
  }

  private static func special(_ kind: NodeKind, _ device: UInt64) -> Node.Content {
    let major = UInt32(truncatingIfNeeded: device >> 32)
    let minor = UInt32(truncatingIfNeeded: device)
    return switch kind {
    case .blockDevice: .blockDevice(major: major, minor: minor)
    case .characterDevice: .characterDevice(major: major, minor: minor)
    case .socket: .socket
    case .fifo, .file, .folder, .symlink: .fifo
    }
  }

  private static func node(
    _ name: FileName, _ metadata: MirrorMetadata, _ content: Node.Content,
    _ composer: SnapshotComposer
  ) -> Node {
    Node(
      name: name,
      owner: composer.owner(
        permissions: metadata.permissions, userID: metadata.userID, groupID: metadata.groupID),
      modified: metadata.modified, content: content, attributes: metadata.attributes)
  }
}
