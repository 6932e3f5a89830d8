import Format
import Pipelines
import Sealing
import Storage
import TestSupport

@testable import Repository

/// A repository in memory whose files are made by hand, also such as no writer would make.
final class TestRepository {
  let storage: MemoryStorage
  let repository: Repository
  var random: SeededGenerator
  private let hasher: ChunkHasher
  private let sealer: Sealer
  private let compressor: Compressor

  /// For whoever has its keys: without config and key slots.
  convenience init(
    seed: UInt64, packBytes: Int = 1 << 20, storage: MemoryStorage = MemoryStorage()
  ) throws {
    var random = SeededGenerator(seed: seed)
    let keyring = try Keyring(
      masterKey: SecretBytes(copying: random.bytes(Keyring.masterKeyBytes)),
      repositoryID: RepositoryID(random.bytes32()))
    let repository = Repository(
      storage: storage, keyring: keyring,
      config: RepositoryConfig(
        header: ConfigHeader(repositoryID: keyring.repositoryID),
        parameters: RepositoryParameters(packBytes: packBytes, created: 0)),
      surroundings: .test(seed: seed), keySlot: nil)
    try self.init(repository, storage, seed: seed)
  }

  init(_ repository: Repository, _ storage: MemoryStorage, seed: UInt64) throws {
    random = SeededGenerator(seed: seed)
    self.repository = repository
    self.storage = storage
    hasher = try ChunkHasher(keyring: repository.keyring)
    sealer = try Sealer(random: SeededRandom(seed: seed))
    compressor = try Compressor(level: .standard)
  }

  var files: SealedFiles { repository.files }

  // MARK: chunks

  func id(_ plaintext: [UInt8], _ kind: ChunkKind = .data) throws -> ChunkID {
    try hasher.id(kind: kind.rawValue, plaintext)
  }

  func full(_ plaintext: [UInt8], _ kind: ChunkKind = .data) throws -> PendingChunk {
    PendingChunk(
      entry: ChunkEntry(id: try id(plaintext, kind), kind: kind, rawLength: plaintext.count),
      bytes: plaintext)
  }

  /// `plaintext` as its difference from `base`.
  func delta(
    _ plaintext: [UInt8], base: [UInt8], _ kind: ChunkKind = .data, depth: Int = 1
  ) throws -> PendingChunk {
    let bytes = try encodeDelta(plaintext, base)
    let entry = DeltaEntry(
      storedLength: bytes.count, base: try id(base, kind).bytes.prefix, depth: depth,
      chainBytes: bytes.count * depth)
    return PendingChunk(
      entry: ChunkEntry(
        id: try id(plaintext, kind), kind: kind, rawLength: plaintext.count, delta: entry),
      bytes: bytes)
  }

  private func encodeDelta(_ plaintext: [UInt8], _ base: [UInt8]) throws -> [UInt8] {
    var output = [UInt8](repeating: 0, count: plaintext.count + 256)
    let count = try plaintext.withUnsafeBytes { plaintext in
      try base.withUnsafeBytes { base in
        try output.withUnsafeMutableBytes { output in
          try compressor.compressDelta(plaintext, base: base, into: output)
        }
      }
    }
    return Array(output[..<(count ?? 0)])
  }

  // MARK: frames and packs

  /// A raw frame of the chunks as they are, whether or not they are what their entries say.
  func frame(_ chunks: [PendingChunk], _ kind: FrameKind = .data) throws -> SealedFrame {
    let raw = chunks.flatMap(\.bytes)
    let associated = AssociatedBytes.frame(
      kind: kind, repository: repository.id, rawLength: raw.count, codec: .raw)
    let bytes = try sealer.seal(
      raw, key: repository.keyring.key(for: kind), associatedData: associated)
    return SealedFrame(
      entry: FrameEntry(
        kind: kind, codec: .raw, storedLength: bytes.count, rawLength: raw.count,
        chunkCount: chunks.count),
      chunks: chunks.map(\.entry), bytes: bytes)
  }

  /// Stores a pack of these frames, padded like the last of a session.
  @discardableResult
  func store(_ frames: [SealedFrame]) throws -> IndexedPack {
    let builder = try builder()
    for frame in frames { try builder.append(frame) }
    return try store(try builder.close(.last))
  }

  func builder() throws -> PackBuilder {
    try PackBuilder(
      keyring: repository.keyring, random: repository.surroundings.random,
      packBytes: repository.config.parameters.packBytes,
      // Tests keep every pack they closed.
      pool: BufferPool(
        capacityBytes: WriteSession.pool(repository).capacityBytes, limit: 100_000))
  }

  @discardableResult
  func store(_ pack: ClosedPack) throws -> IndexedPack {
    let id = try pack.withBytes { bytes in
      let id = PackID(try SHA256.hash(bytes))
      _ = try storage.create(RepositoryPath.pack(id).name, bytes, via: "tmp/x")
      return id
    }
    return IndexedPack(
      id: id, length: pack.byteCount,
      directory: try PackDirectory(decoding: pack.directory, directoryOffset: pack.byteCount))
  }

  // MARK: sessions

  /// Commits packs, and copies found damaged, under a new session.
  @discardableResult
  func commit(
    _ packs: [IndexedPack], lost: [LostCopy] = [], snapshot: Snapshot? = nil, epoch: Int = 0
  ) throws -> SessionID {
    let session = random.session()
    let run = try create(IndexRun(packs: packs, lost: lost).encoded(), .indexRun(session, 0))
    let body = try snapshot.map { try create($0.encoded(), .snapshot(session)) }
    let commit = Commit(epoch: epoch, runHashes: [run], snapshotHash: body)
    _ = try create(Outcome.commit(commit).encoded(), .outcome(session))
    return session
  }

  /// Seals and stores a file, and returns its hash.
  @discardableResult
  func create(_ payload: [UInt8], _ path: RepositoryPath) throws -> Bytes32 {
    let created = try files.create(payload, as: path, via: .temporary(random.session(), 0))
    return try SHA256.hash(created.bytes)
  }

  // MARK: reading

  func index(_ purpose: ChunkIndex.Purpose = .reading) throws -> ChunkIndex {
    var lengths: [String: UInt64] = [:]
    for file in try storage.list("packs") { lengths[file.name] = file.size }
    return try ChunkIndex.load(
      files, state: try RepositoryState.load(files), purpose: purpose, folder: IndexFolder(nil)
    ) { id, length in
      lengths[RepositoryPath.pack(id).name] == UInt64(length)
    }
  }

  func reader(_ cache: FrameCache = FrameCache()) throws -> ChunkReader {
    try ChunkReader(repository, index: try index(), cache: cache)
  }

  /// Changes the bytes of a file where it lies.
  func replace(_ path: RepositoryPath, _ change: (inout [UInt8]) throws -> Void) throws {
    guard var bytes = storage.files[path.name] else { throw Missing(name: path.name) }
    try change(&bytes)
    try storage.remove(path.name)
    _ = try storage.create(path.name, bytes, via: "tmp/x")
  }

  /// A test's mistake.
  struct Missing: Error {
    let name: String
  }
}

extension RepositoryError {
  /// For expectations: "damaged: a frame does not open".
  var short: String { "\(code): \(problem)" }
}

extension ClosedPack {
  /// A copy.
  var bytes: [UInt8] { withBytes { Array($0) } }
}
