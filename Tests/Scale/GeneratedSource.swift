import Format
import Repository
import Sealing

/// A large folder that exists as a rule only: what it holds in each version follows from numbers.
struct GeneratedSource {
  static let versions = 10
  private static let filesPerFolder = 16
  /// One folder in so many changes with each version.
  private static let changePeriod = 100
  /// Folders in a folder, on two levels.
  private static let fanOut = 100
  /// A frame is closed after so many chunks, so that packs are many.
  private static let chunksPerFrame = 2_000

  private let repository: Repository
  private let hasher: ChunkHasher
  private let folders: Int
  /// The trees of the folders as they were saved last.
  private var saved: [ChunkID]
  private var chunks = 0

  private static let owner = Owner(
    permissions: 0o644, userID: 1_000, groupID: 1_000, user: "ann", group: "ann")

  init(_ repository: Repository, chunks: Int) throws {
    self.repository = repository
    hasher = try ChunkHasher(keyring: repository.keyring)
    // A folder is a chunk too, and every version but the first adds a part.
    let perFolder = Self.filesPerFolder + 1
    folders =
      chunks * Self.changePeriod / (perFolder * (Self.changePeriod + Self.versions - 1))
    saved = [ChunkID](repeating: ChunkID(.zero), count: folders)
  }

  /// Saves one version as a snapshot; how many chunks there are then.
  mutating func save(_ version: Int) throws -> Int {
    let session = try WriteSession(
      repository, purpose: .backup, indexFolder: IndexFolder(nil), checkpointBytes: .max)
    var writer = try Writer(repository, session)
    for folder in 0..<folders where version == 0 || folder % Self.changePeriod == version {
      saved[folder] = try saveFolder(folder, version, &writer)
    }
    let root = try saveUpperFolders(&writer)
    try writer.finish()
    chunks += writer.count
    let snapshot = Snapshot(
      time: Timestamp(seconds: 1_700_000_000 + Int64(version) * 86_400, nanoseconds: 0),
      utcOffsetMinutes: 0, host: "scale", user: "scale", set: "scale", program: "Scale",
      comparedWith: nil, previous: nil, root: TreeReference(id: root, isList: false),
      sources: [Array("/scale".utf8)], counts: SnapshotCounts(), unreadable: UnreadableEntries())
    _ = try session.commit(snapshot)
    return chunks
  }

  private func saveFolder(_ folder: Int, _ version: Int, _ writer: inout Writer) throws -> ChunkID {
    let nodes = try (0..<Self.filesPerFolder).map { file in
      var bytes = [UInt8](repeating: 0, count: 24)
      bytes.withUnsafeMutableBytes { buffer in
        buffer.storeBytes(of: UInt64(folder), toByteOffset: 0, as: UInt64.self)
        buffer.storeBytes(of: UInt64(version), toByteOffset: 8, as: UInt64.self)
        buffer.storeBytes(of: UInt64(file), toByteOffset: 16, as: UInt64.self)
      }
      let id = try hasher.id(kind: ChunkKind.data.rawValue, bytes)
      try writer.add(id, .data, bytes)
      return node(
        "file \(10 + file).txt", .file(size: 24, ids: [id], idsNameLists: false, holes: []))
    }
    return try saveTree(nodes, &writer)
  }

  private func saveUpperFolders(_ writer: inout Writer) throws -> ChunkID {
    var level = saved
    while level.count > 1 {
      level = try stride(from: 0, to: level.count, by: Self.fanOut).map { start in
        let part = level[start..<min(start + Self.fanOut, level.count)]
        let nodes = part.enumerated().map { number, id in
          node("folder \(100 + number)", .folder(TreeReference(id: id, isList: false)))
        }
        return try saveTree(nodes, &writer)
      }
    }
    return level[0]
  }

  private func saveTree(_ nodes: [Node], _ writer: inout Writer) throws -> ChunkID {
    let bytes = TreePiece(nodes: nodes).encoded()
    let id = try hasher.id(kind: ChunkKind.treePiece.rawValue, bytes)
    try writer.add(id, .treePiece, bytes)
    return id
  }

  private func node(_ name: String, _ content: Node.Content) -> Node {
    guard let name = FileName(name.utf8) else { preconditionFailure("\(name) is a name") }
    return Node(
      name: name, owner: Self.owner,
      modified: Timestamp(seconds: 1_600_000_000, nanoseconds: 0), content: content)
  }

  /// Puts chunks into frames, and frames into a session.
  private struct Writer {
    private let session: WriteSession
    private var encoders: [FrameKind: FrameEncoder] = [:]
    private var inFrame = 0
    private(set) var count = 0

    init(_ repository: Repository, _ session: WriteSession) throws {
      self.session = session
      for kind in FrameKind.allCases {
        encoders[kind] = try FrameEncoder(
          keyring: repository.keyring, random: repository.surroundings.random, level: .standard,
          kind: kind)
      }
    }

    mutating func add(_ id: ChunkID, _ kind: ChunkKind, _ bytes: [UInt8]) throws {
      guard !session.view.index.contains(id), let encoder = encoders[kind.frameKind] else { return }
      count += 1
      let entry = ChunkEntry(id: id, kind: kind, rawLength: bytes.count)
      if let frame = try bytes.withUnsafeBytes({ try encoder.add(entry, $0) }) {
        try session.append(frame)
      }
      inFrame += kind == .data ? 1 : 0
      if inFrame == GeneratedSource.chunksPerFrame {
        inFrame = 0
        for frame in try encoders[.data]?.flush() ?? [] { try session.append(frame) }
      }
    }

    mutating func finish() throws {
      for encoder in encoders.values {
        for frame in try encoder.flush() { try session.append(frame) }
      }
    }
  }
}
