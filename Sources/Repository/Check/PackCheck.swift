import Format
import Sealing
import Storage

/// Reads whole packs and proves every byte: the name, the directory, each frame, and the ID of each
/// chunk, deltas included. One per worker.
final class PackCheck {
  struct Result: Sendable {
    let pack: PackID
    var bytes = 0
    var problems: [RepositoryError] = []
    /// Copies that are damaged.
    var lost: [LostCopy] = []
    /// Copies that could not be read for a reason that is not in the pack: whoever may not read it,
    /// or has no descriptor left, knows nothing about its bytes.
    var unread: [LostCopy] = []
    /// Whether some of its deltas are awaited, and nothing is said of them yet.
    var isOpen = false
  }

  private static let cacheBytes = 16 << 20

  private let repository: Repository
  private let reader: ChunkReader
  private let packs: PackReader
  private let origins: PackOrigins
  private let awaited: AwaitedDeltas?

  /// Without `awaited` each delta is proved where it stands.
  init(
    _ repository: Repository, index: ChunkIndex, _ origins: PackOrigins,
    awaited: AwaitedDeltas? = nil
  ) throws(RepositoryError) {
    self.repository = repository
    self.origins = origins
    self.awaited = awaited
    reader = try ChunkReader(
      repository, index: index, cache: FrameCache(limitBytes: Self.cacheBytes))
    packs = PackReader(repository)
  }

  func read(_ id: PackID) throws(RepositoryError) -> Result {
    var result = Result(pack: id)
    let name = RepositoryPath.pack(id).name
    let bytes = try attempt(&result) { () throws(RepositoryError) in
      try twice { () throws(RepositoryError) in try readBytes(name) }
    }
    result.bytes = bytes?.count ?? 0
    if let bytes, try hash(bytes, name) != id.bytes {
      result.problems.append(.damaged("its bytes are not what its name says", at: name))
    }
    guard let directory = try directory(of: id, in: bytes, &result) else { return result }
    try checkChunks(directory, in: id, bytes, &result)
    return result
  }

  /// What readers go by: the pack's directory, or what the index says if that is damaged or
  /// another.
  private func directory(
    of pack: PackID, in bytes: [UInt8]?, _ result: inout Result
  ) throws(RepositoryError) -> PackDirectory? {
    let name = RepositoryPath.pack(pack).name
    var own: PackDirectory?
    if let bytes {
      own = try attempt(&result) { () throws(RepositoryError) in try directory(in: bytes, name) }
    }
    if let own {
      if try origins.agree(with: own, of: pack) { return own }
      result.problems.append(.damaged("its directory is not what the index says", at: name))
    }
    let indexed = try attempt(&result) { () throws(RepositoryError) in
      try origins.directory(of: pack, repository.files)
    }
    return (indexed ?? nil) ?? own
  }

  /// Every chunk in the bytes of the pack; without bytes none is good.
  private func checkChunks(
    _ directory: PackDirectory, in pack: PackID, _ bytes: [UInt8]?, _ result: inout Result
  ) throws(RepositoryError) {
    var cursor = DirectoryCursor(directory)
    var frame: [UInt8]?
    let isUnread = bytes == nil
    while let chunk = cursor.next() {
      let location = ChunkLocation(chunk, in: pack, packLength: bytes?.count ?? 0)
      if chunk.startsFrame { frame = try openFrame(location, in: bytes, &result) }
      // The failure of a frame was reported once.
      let proof = try frame.flatMap { (frame) throws(RepositoryError) in
        try attempt(&result) { () throws(RepositoryError) in try prove(location, in: frame) }
      }
      switch proof {
      case .given: break
      case .awaited: result.isOpen = true
      case nil: result.note(location, isUnread: isUnread || frame != nil)
      }
    }
  }

  private enum Proof {
    case given
    case awaited
  }

  private func prove(
    _ location: ChunkLocation, in frame: [UInt8]
  ) throws(RepositoryError) -> Proof {
    // Its base may be in another pack.
    if reader.isLeftBehind(location) { return .given }
    if let awaited, let delta = location.delta, let form = location.form(in: frame),
      awaited.add(AwaitedDeltas.Delta(location: location, form: form, base: delta))
    {
      return .awaited
    }
    try twice { () throws(RepositoryError) in try reader.verify(location, in: frame) }
    if location.delta == nil {
      proveAwaited(from: location) { location.form(in: frame) ?? [] }
    }
    return .given
  }

  /// Proves the deltas that start from a chunk which is proved, and those that start from them.
  private func proveAwaited(
    from base: ChunkLocation, steps: Int = 1, plaintext: () -> [UInt8]
  ) {
    guard let awaited else { return }
    let deltas = awaited.take(from: base)
    guard !deltas.isEmpty else { return }
    let bytes = steps <= Limits.maxDeltaDepth && reader.servesAsBase(base) ? plaintext() : nil
    for delta in deltas {
      let proved = bytes.flatMap { try? reader.plaintext(of: delta.location, delta.form, from: $0) }
      awaited.settle(delta, isProved: proved != nil)
      if let proved { proveAwaited(from: delta.location, steps: steps + 1) { proved } }
    }
  }

  /// Proves the deltas of a pack that were awaited in vain, one by one.
  func finish(
    _ open: Result, _ deltas: [ChunkLocation]
  ) throws(RepositoryError) -> Result {
    var result = open
    result.isOpen = false
    for delta in deltas {
      let plaintext = try attempt(&result) { () throws(RepositoryError) in
        try twice { () throws(RepositoryError) in try reader.read(delta) }
      }
      if plaintext == nil { result.note(delta, isUnread: true) }
    }
    return result
  }

  private func openFrame(
    _ location: ChunkLocation, in bytes: [UInt8]?, _ result: inout Result
  ) throws(RepositoryError) -> [UInt8]? {
    guard let bytes else { return nil }
    return try attempt(&result) { () throws(RepositoryError) in
      try reader.openFrame(location, in: bytes)
    }
  }

  /// Once more after a failure. What is recorded as lost is never read again, so it must not be
  /// what could not be read for a moment only; a bad sector stays bad.
  private func twice<Value>(
    _ body: () throws(RepositoryError) -> Value
  ) throws(RepositoryError) -> Value {
    do throws(RepositoryError) {
      return try body()
    } catch {
      guard error.isFinding else { throw error }
      return try body()
    }
  }

  /// `nil` after a failure that is a finding, which is noted.
  private func attempt<Value>(
    _ result: inout Result, _ body: () throws(RepositoryError) -> Value
  ) throws(RepositoryError) -> Value? {
    do throws(RepositoryError) {
      return try body()
    } catch {
      guard error.isFinding else { throw error }
      result.problems.append(error)
      return nil
    }
  }

  private func directory(
    in bytes: [UInt8], _ name: String
  ) throws(RepositoryError) -> PackDirectory {
    do throws(FormatError) {
      var input = ByteReader(Array(bytes.prefix(FileHeader.byteCount)))
      guard try FileHeader(from: &input).kind == .pack else {
        throw FormatError(field: "file kind", offset: 9, problem: "not a pack")
      }
      let trailer = try PackTrailer(
        decoding: Array(bytes.suffix(PackTrailer.byteCount)), packLength: bytes.count)
      let offset = trailer.directoryOffset(packLength: bytes.count)
      return try packs.opened(
        Array(bytes[offset..<offset + trailer.directoryBytes]), offset: offset)
    } catch {
      throw RepositoryError(error, in: name)
    }
  }

  private func readBytes(_ name: String) throws(RepositoryError) -> [UInt8] {
    do throws(StorageError) {
      return try repository.storage.read(name, limit: Limits.maxPackBytes)
    } catch {
      throw RepositoryError(error)
    }
  }

  private func hash(_ bytes: [UInt8], _ name: String) throws(RepositoryError) -> Bytes32 {
    do throws(SealingError) {
      return try SHA256.hash(bytes)
    } catch {
      throw RepositoryError(error, in: name)
    }
  }
}

extension PackCheck.Result {
  /// Whether reading failed last for a reason that is not in the pack.
  fileprivate var saysNothing: Bool { problems.last?.code == .failed }

  /// A copy that is not good: damaged, or unread if that may be and the last problem says so.
  fileprivate mutating func note(_ location: ChunkLocation, isUnread: Bool) {
    let copy = LostCopy(pack: pack, chunk: location.id)
    if isUnread && saysNothing { unread.append(copy) } else { lost.append(copy) }
  }
}

extension ChunkLocation {
  fileprivate init(_ chunk: DirectoryCursor.Chunk, in pack: PackID, packLength: Int) {
    self.init(
      id: chunk.entry.id, kind: chunk.entry.kind, rawLength: chunk.entry.rawLength, pack: pack,
      packLength: packLength, frameOffset: chunk.frameOffset, frame: chunk.frame,
      position: chunk.position, delta: chunk.entry.delta)
  }
}
