import Format
import Sealing

/// Compresses and seals frames, and opens each again to compare it with the plaintext before it is
/// handed on. One per thread.
final class FrameSealer {
  private let keyring: Keyring
  private let sealer: Sealer
  private let compressor: Compressor
  private let decompressor: Decompressor
  /// The compressed bytes, until they are sealed; then the sealed ones opened again.
  private var payload = Scratch()
  private var decompressed = Scratch()

  init(
    keyring: Keyring, random: any RandomSource, level: CompressionLevel
  ) throws(SealingError) {
    self.keyring = keyring
    sealer = try Sealer(random: random)
    compressor = try Compressor(level: level)
    decompressor = try Decompressor()
  }

  func isIncompressible(_ form: UnsafeRawBufferPointer) throws(SealingError) -> Bool {
    try compressor.isIncompressible(form)
  }
}

extension FrameSealer {
  /// A frame of these chunks, whose forms one after another are `raw`; with `zstd` it is compressed
  /// where that makes it shorter.
  func seal(
    _ raw: UnsafeRawBufferPointer, _ chunks: [ChunkEntry], _ kind: FrameKind, _ codec: Codec
  ) throws(RepositoryError) -> SealedFrame {
    defer {
      payload.shrink()
      decompressed.shrink()
    }
    do throws(SealingError) {
      let memory = payload.bytes(raw.count + Sealer.overheadBytes)
      // One byte shorter than the source: without a gain there is no point.
      let room = UnsafeMutableRawBufferPointer(rebasing: memory.prefix(raw.count).dropLast())
      if codec == .zstd, let count = try compressor.compress(raw, into: room) {
        return try seal(
          UnsafeRawBufferPointer(rebasing: room[..<count]), codec: .zstd, raw: raw, chunks, kind)
      }
      return try seal(raw, codec: .raw, raw: raw, chunks, kind)
    } catch {
      throw .unmade(error)
    }
  }

  private func seal(
    _ plaintext: UnsafeRawBufferPointer, codec: Codec, raw: UnsafeRawBufferPointer,
    _ chunks: [ChunkEntry], _ kind: FrameKind
  ) throws(SealingError) -> SealedFrame {
    let associated = AssociatedBytes.frame(
      kind: kind, repository: keyring.repositoryID, rawLength: raw.count, codec: codec)
    let key = keyring.key(for: kind)
    let length = plaintext.count + Sealer.overheadBytes
    let bytes = try [UInt8](unsafeUninitializedCapacity: length) {
      (buffer, count) throws(SealingError) in
      count = try sealer.seal(
        plaintext, key: key, associatedData: associated,
        into: UnsafeMutableRawBufferPointer(buffer))
    }
    try verify(bytes, key, associated, codec: codec, raw: raw)
    return SealedFrame(
      entry: FrameEntry(
        kind: kind, codec: codec, storedLength: length, rawLength: raw.count,
        chunkCount: chunks.count),
      chunks: chunks, bytes: bytes)
  }

  /// Opens what was just sealed and compares it with the plaintext, which is still in the cache:
  /// bad memory or a compressor's bug must show up now and not when the file is needed.
  private func verify(
    _ sealed: [UInt8], _ key: AEADKey, _ associated: [UInt8], codec: Codec,
    raw: UnsafeRawBufferPointer
  ) throws(SealingError) {
    let box = payload.bytes(sealed.count)
    let count = try sealed.withRawBytes { (sealed) throws(SealingError) in
      try sealer.open(sealed, key: key, associatedData: associated, into: box)
    }
    var result = UnsafeRawBufferPointer(rebasing: box[..<count])
    if codec == .zstd {
      let destination = decompressed.bytes(raw.count)
      try decompressor.decompress(result, into: destination)
      result = UnsafeRawBufferPointer(destination)
    }
    guard result.isEqual(to: raw) else { throw .notDecodable }
  }

  /// The raw bytes of a frame that `seal` made.
  func opened(_ frame: SealedFrame) throws(RepositoryError) -> [UInt8] {
    let entry = frame.entry
    let associated = AssociatedBytes.frame(
      kind: entry.kind, repository: keyring.repositoryID, rawLength: entry.rawLength,
      codec: entry.codec)
    do throws(SealingError) {
      let payload = try sealer.open(
        frame.bytes, key: keyring.key(for: entry.kind), associatedData: associated)
      return entry.codec == .raw
        ? payload : try decompressor.decompressed(payload, rawLength: entry.rawLength)
    } catch {
      throw .unmade(error)
    }
  }
}

extension RepositoryError {
  static func unmade(_ error: SealingError) -> RepositoryError {
    RepositoryError(
      .failed, "a frame could not be made: \(error)", at: "memory",
      advice: "run it again; if it happens again, test this machine's memory", cause: error)
  }
}

extension Keyring {
  /// The key that seals frames of this kind (FORMAT.md 3.3).
  func key(for kind: FrameKind) -> AEADKey {
    switch kind {
    case .data: data
    case .tree: tree
    }
  }
}
