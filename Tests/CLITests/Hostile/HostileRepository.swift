import Format
import Snapshots
import Storage
import TestSupport

@testable import Repository
@testable import Sealing

/// A repository that somebody with the key fills by hand, to harm whoever reads it: everything is
/// sealed as it must be, and says what it likes.
final class HostileRepository {
  let storage: MemoryStorage
  let repository: Repository
  private let hasher: ChunkHasher
  private let sealer: Sealer
  /// Frames of the snapshot that is being made.
  private var frames: [SealedFrame] = []
  private var count: Int64 = 0

  init() throws {
    let base = try TestRepository.small.get()
    storage = MemoryStorage(base.files)
    repository = base.on(storage)
    hasher = try ChunkHasher(keyring: repository.keyring)
    sealer = try Sealer(random: repository.surroundings.random)
  }

  func id(_ kind: ChunkKind, _ plaintext: [UInt8]) throws -> ChunkID {
    try hasher.id(kind: kind.rawValue, plaintext)
  }

  /// Stores a chunk alone in a frame, compressed where that is shorter.
  @discardableResult
  func store(_ kind: ChunkKind, _ plaintext: [UInt8]) throws -> ChunkID {
    let id = try id(kind, plaintext)
    let small = try Compressor(level: .standard).compressed(plaintext)
    try storeFrame(
      [ChunkEntry(id: id, kind: kind, rawLength: plaintext.count)],
      rawLength: plaintext.count, codec: small == nil ? .raw : .zstd, small ?? plaintext)
    return id
  }

  /// Stores a frame that need not be what its entries say.
  func storeFrame(
    _ chunks: [ChunkEntry], rawLength: Int, codec: Codec, _ payload: [UInt8]
  ) throws {
    let kind = chunks.first?.kind.frameKind ?? .data
    let associated = AssociatedBytes.frame(
      kind: kind, repository: repository.id, rawLength: rawLength, codec: codec)
    let sealed = try sealer.seal(
      payload, key: repository.keyring.key(for: kind), associatedData: associated)
    let entry = FrameEntry(
      kind: kind, codec: codec, storedLength: sealed.count, rawLength: rawLength,
      chunkCount: chunks.count)
    frames.append(SealedFrame(entry: entry, chunks: chunks, bytes: sealed))
  }

  /// Stores a folder.
  func folder(_ nodes: [Node]) throws -> TreeReference {
    TreeReference(id: try store(.treePiece, TreePiece(nodes: nodes).encoded()), isList: false)
  }

  /// Commits everything stored since the last time, with a snapshot of these sources.
  @discardableResult
  func commit(
    _ root: TreeReference, sources: [[UInt8]] = [Array("/src".utf8)],
    change: (inout Snapshot) -> Void = { _ in }
  ) throws -> SnapshotID {
    count += 1
    var snapshot = Snapshot(
      time: Timestamp(seconds: 1_800_000_000 + count, nanoseconds: 0), utcOffsetMinutes: 0,
      host: "host", user: "user", set: "hostile", program: "test", comparedWith: nil,
      previous: nil, root: root, sources: sources, counts: SnapshotCounts(),
      unreadable: UnreadableEntries())
    change(&snapshot)
    let session = try WriteSession(repository, purpose: .copy, indexFolder: IndexFolder(nil))
    for frame in frames { try session.append(frame) }
    frames = []
    guard let id = try session.commit(snapshot) else { throw NotCommitted() }
    return id
  }

  /// The same for one source that is this folder.
  @discardableResult
  func commit(folder: TreeReference) throws -> SnapshotID {
    try commit(try self.folder([.made("src", .folder(folder))]))
  }

  private struct NotCommitted: Error {}
}

extension Node {
  /// Of root, rwxr-xr-x, from 1970, unless something else is said.
  static func made(
    _ name: String, _ content: Content, permissions: UInt16 = 0o755, userID: UInt32 = 0,
    groupID: UInt32 = 0, modified: Timestamp = Timestamp(seconds: 0, nanoseconds: 0),
    group: UInt64? = nil, attributes: [ExtendedAttribute] = []
  ) -> Node {
    guard let name = FileName(name.utf8) else { fatalError("no name: \(name)") }
    return Node(
      name: name,
      owner: Owner(
        permissions: permissions, userID: userID, groupID: groupID, user: "", group: ""),
      modified: modified, content: content, hardLinkGroup: group, attributes: attributes)
  }

  /// A file that says that it has so many bytes in these chunks.
  static func file(
    _ name: String, _ size: Int, _ ids: [ChunkID], lists: Bool = false, holes: [Hole] = []
  ) -> Node {
    made(
      name, .file(size: UInt64(size), ids: ids, idsNameLists: lists, holes: holes),
      permissions: 0o644)
  }
}
