import Format
import Sealing
import Snapshots
import TestSupport

@testable import Repository

/// Snapshots that no walk of a test machine makes: every kind of node, devices, hard links, holes,
/// and sizes that are lies.
enum HandmadeSnapshot {
  /// Saves one of every kind of node as the newest; its file is the one that the newest before has
  /// under "text".
  static func save(_ repository: Repository) throws {
    let file = try text(repository)
    let nodes = try [
      node("block", .blockDevice(major: 8, minor: 1)),
      node("character", .characterDevice(major: 1, minor: 300)),
      node("fifo", .fifo),
      node("linked 1", file, group: 0x0102_0304_0506_0708),
      node("linked 2", file, group: 0x0102_0304_0506_0708),
      node("socket", .socket),
      node("symlink", .symlink(target: Array("linked 1".utf8))),
    ]
    try save(nodes, data: [], repository)
  }

  /// Saves a file of 100 bytes in two chunks whose node says that it has `size`.
  static func saveFile(_ repository: Repository, claiming size: UInt64) throws {
    let chunks = [[UInt8](repeating: 1, count: 60), [UInt8](repeating: 2, count: 40)]
    let hasher = try ChunkHasher(keyring: repository.keyring)
    let ids = try chunks.map { try hasher.id(kind: ChunkKind.data.rawValue, $0) }
    let content = Node.Content.file(size: size, ids: ids, idsNameLists: false, holes: [])
    try save([node("file", content)], data: chunks, repository)
  }

  private static func save(
    _ nodes: [Node], data: [[UInt8]], _ repository: Repository
  ) throws {
    let folder = TreePiece(nodes: nodes).encoded()
    let hasher = try ChunkHasher(keyring: repository.keyring)
    let folderID = try hasher.id(kind: ChunkKind.treePiece.rawValue, folder)
    let source = try node("src", .folder(TreeReference(id: folderID, isList: false)))
    let root = TreePiece(nodes: [source]).encoded()
    let rootID = try hasher.id(kind: ChunkKind.treePiece.rawValue, root)
    let session = try WriteSession(repository, purpose: .copy, indexFolder: IndexFolder(nil))
    try append(data, .data, to: session)
    try append([folder, root], .treePiece, to: session)
    _ = try session.commit(snapshot(repository, root: rootID))
  }

  private static func append(
    _ chunks: [[UInt8]], _ kind: ChunkKind, to session: WriteSession
  ) throws {
    let repository = session.repository
    let hasher = try ChunkHasher(keyring: repository.keyring)
    let encoder = try FrameEncoder(
      keyring: repository.keyring, random: repository.surroundings.random, level: .standard,
      kind: kind.frameKind)
    for bytes in chunks {
      let id = try hasher.id(kind: kind.rawValue, bytes)
      let entry = ChunkEntry(id: id, kind: kind, rawLength: bytes.count, delta: nil)
      let full = try bytes.withUnsafeBytes { try encoder.add(entry, $0) }
      if let full { try session.append(full) }
    }
    for frame in try encoder.flush() { try session.append(frame) }
  }

  /// The contents of the file "text" in the newest snapshot, with a hole of no importance.
  private static func text(_ repository: Repository) throws -> Node.Content {
    let client = Client(repository: repository)
    let reading = try client.read()
    guard let newest = reading.catalog.snapshots.last else { throw NoText() }
    let view = try SnapshotView(
      newest, repository, index: reading.index, cache: FrameCache())
    let node = try view.entry(at: Array("text".utf8)).node
    guard case .file(let size, let ids, let isLists, _)? = node?.content else { throw NoText() }
    return .file(
      size: size, ids: ids, idsNameLists: isLists, holes: [Hole(offset: 8, length: 16)])
  }

  private static func node(
    _ name: String, _ content: Node.Content, group: UInt64? = nil
  ) throws -> Node {
    guard let name = FileName(name.utf8) else { throw NoText() }
    return Node(
      name: name,
      owner: Owner(permissions: 0o640, userID: 1, groupID: 2, user: "daemon", group: "bin"),
      modified: Timestamp(seconds: -5, nanoseconds: 7), content: content, hardLinkGroup: group,
      attributes: [ExtendedAttribute(name: Array("user.a".utf8), value: [0, 255])])
  }

  private static func snapshot(_ repository: Repository, root: ChunkID) -> Snapshot {
    Snapshot(
      time: repository.surroundings.clock.now, utcOffsetMinutes: 0, host: "host", user: "user",
      set: "handmade", program: "test", comparedWith: nil, previous: nil,
      root: TreeReference(id: root, isList: false), sources: [Array("/src".utf8)],
      counts: SnapshotCounts(), unreadable: UnreadableEntries())
  }
}

private struct NoText: Error {}
