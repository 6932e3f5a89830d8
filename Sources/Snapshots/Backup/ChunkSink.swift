import Format
import Repository
import Sealing
import Storage

/// Where a thread's chunks go: named, asked about, and if new stored as a delta or in a frame. One
/// per thread; what it gathers is taken by the thread that appends to the session.
final class ChunkSink {
  /// A draft smaller than this at the end of an item is not worth a frame: it is collected with
  /// those of other items.
  static let worthwhileFrameBytes = 256 << 10

  private let admission: Admission
  private let index: ChunkIndex
  private let hasher: ChunkHasher
  private let fingerprinter: Fingerprinter
  private let encoder: FrameEncoder
  private let deltas: DeltaEncoder
  private let counters: BackupCounters
  private var frames: [SealedFrame] = []
  /// Raw bytes of the chunks that were new, since the last time they were taken.
  private var newBytes = 0

  init(
    _ session: SessionShare, level: CompressionLevel, kind: FrameKind, cache: FrameCache,
    counters: BackupCounters
  ) throws(RepositoryError) {
    admission = session.admission
    index = session.index
    self.counters = counters
    let reader = try ChunkReader(session.repository, index: session.index, cache: cache)
    do throws(SealingError) {
      hasher = try ChunkHasher(keyring: session.repository.keyring)
      fingerprinter = try Fingerprinter(keyring: session.repository.keyring)
      encoder = try FrameEncoder(
        keyring: session.repository.keyring, random: session.repository.surroundings.random,
        level: level, kind: kind)
      deltas = try DeltaEncoder(session.index, reader, level: level)
    } catch {
      throw RepositoryError(error, in: session.repository.storage.location)
    }
  }

  /// Names the chunk and stores it if it is new; `base` is the chunk it probably resembles.
  func put(
    _ plaintext: UnsafeRawBufferPointer, kind: ChunkKind, base: ChunkID?
  ) throws(RepositoryError) -> ChunkID {
    let id = try name(plaintext, kind)
    try put(plaintext, id: id, kind: kind, base: base)
    return id
  }

  /// The same for a chunk that has its name.
  func put(
    _ plaintext: UnsafeRawBufferPointer, id: ChunkID, kind: ChunkKind, base: ChunkID?
  ) throws(RepositoryError) {
    guard case .isNew = admission.admit(id) else { return }
    newBytes += plaintext.count
    counters.addNewChunk(bytes: plaintext.count)
    if let base, let delta = try delta(of: plaintext, id, kind, base) {
      try delta.bytes.withRawBytes { (bytes) throws(RepositoryError) in
        try keep(try encoder.add(delta.entry, bytes))
      }
    } else {
      let entry = ChunkEntry(id: id, kind: kind, rawLength: plaintext.count, delta: nil)
      try keep(try encoder.add(entry, plaintext))
    }
  }

  /// Whether a snapshot may refer to the chunk as it is stored [10.3-a].
  func isUsable(_ id: ChunkID) -> Bool { index.contains(id) }

  func name(
    _ plaintext: UnsafeRawBufferPointer, _ kind: ChunkKind
  ) throws(RepositoryError) -> ChunkID {
    do throws(SealingError) {
      return try hasher.id(kind: kind.rawValue, plaintext)
    } catch {
      throw RepositoryError(error, in: "a new chunk")
    }
  }

  /// The same for whole contents, in a quarter of the time.
  func fingerprint(_ contents: UnsafeRawBufferPointer) throws(RepositoryError) -> Fingerprint {
    do throws(SealingError) {
      return try fingerprinter.fingerprint(contents)
    } catch {
      throw RepositoryError(error, in: "a file")
    }
  }

  /// A keyed hash of something that is no chunk.
  func keyedHash(label: String, _ bytes: [UInt8]) throws(RepositoryError) -> Bytes32 {
    do throws(SealingError) {
      return try hasher.keyedHash(label: label, bytes)
    } catch {
      throw RepositoryError(error, in: "a new chunk")
    }
  }

  /// Adds chunks that another sink gave away.
  func add(_ pending: [PendingChunk]) throws(RepositoryError) {
    for chunk in pending {
      try chunk.bytes.withRawBytes { (bytes) throws(RepositoryError) in
        try keep(try encoder.add(chunk.entry, bytes))
      }
    }
  }

  /// Frames that are complete.
  func takeFrames() -> [SealedFrame] {
    defer { frames = [] }
    return frames
  }

  /// Everything gathered: frames, and what is too little for one.
  func takeAll() throws(RepositoryError) -> (frames: [SealedFrame], rest: [PendingChunk]) {
    let (more, rest) = try encoder.flush(leaving: Self.worthwhileFrameBytes)
    return (takeFrames() + more, rest)
  }

  /// Frames of everything gathered, however little.
  func finish() throws(RepositoryError) -> [SealedFrame] {
    let more = try encoder.flush()
    return takeFrames() + more
  }

  /// Raw bytes of new chunks since the last call.
  func takeNewBytes() -> Int {
    defer { newBytes = 0 }
    return newBytes
  }

  private func keep(_ frame: SealedFrame?) throws(RepositoryError) {
    if let frame { frames.append(frame) }
  }

  private func delta(
    of plaintext: UnsafeRawBufferPointer, _ id: ChunkID, _ kind: ChunkKind, _ base: ChunkID
  ) throws(RepositoryError) -> PendingChunk? {
    do throws(SealingError) {
      return try deltas.delta(of: plaintext, id: id, kind: kind, against: base)
    } catch {
      throw RepositoryError(error, in: "a new delta")
    }
  }
}
