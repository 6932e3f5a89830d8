import Format
import Repository
import Sealing

/// Stores a changed chunk as its difference from an older one, where that is much smaller and does
/// not make reading it long. One per worker.
///
/// The rules are the writer's (FORMAT.md 5.3 only bounds the steps): a delta is kept if it and its
/// entry take less than 60 % of what the chunk would take in full, if it is at most eight steps
/// from a full chunk, and if all deltas on that way together take at most half of a full chunk.
final class DeltaEncoder {
  /// What a delta costs beside its bytes: ID, base and lengths in directory and index run.
  private static let entryBytes = 96
  private static let keptPercent = 60

  private let index: ChunkIndex
  private let reader: ChunkReader
  private let compressor: Compressor
  private let decompressor: Decompressor
  private var scratch: [UInt8] = []

  init(_ index: ChunkIndex, _ reader: ChunkReader, level: CompressionLevel) throws(SealingError) {
    self.index = index
    self.reader = reader
    compressor = try Compressor(level: level)
    decompressor = try Decompressor()
  }

  /// The delta of `plaintext` against the chunk `baseID`, verified; `nil` when it is not worth it
  /// or the base cannot be read.
  func delta(
    of plaintext: UnsafeRawBufferPointer, id: ChunkID, kind: ChunkKind, against baseID: ChunkID
  ) throws(SealingError) -> PendingChunk? {
    guard baseID != id, plaintext.count > Self.entryBytes,
      let base = index.location(of: baseID), base.kind.frameKind == kind.frameKind
    else { return nil }
    let depth = (base.delta?.depth ?? 0) + 1
    guard depth <= Limits.maxDeltaDepth, let full = fullBytes(of: base) else { return nil }
    // As much as the whole chunk would take, by the ratio of its oldest ancestor.
    let fullBytes = full.stored * plaintext.count / max(full.raw, 1)
    let chainBytes = base.delta?.chainBytes ?? 0
    let limit = min(
      fullBytes * Self.keptPercent / 100 - Self.entryBytes, fullBytes / 2 - chainBytes)
    guard limit > 0, let baseBytes = try? reader.read(base),
      let delta = try encode(plaintext, against: baseBytes, limit: limit)
    else { return nil }
    let entry = DeltaEntry(
      storedLength: delta.count, base: baseID.bytes.prefix, depth: depth,
      chainBytes: chainBytes + delta.count)
    return PendingChunk(
      entry: ChunkEntry(id: id, kind: kind, rawLength: plaintext.count, delta: entry),
      bytes: delta)
  }

  /// The stored and raw bytes of the full chunk at the end of a chain.
  private func fullBytes(of location: ChunkLocation) -> (stored: Int, raw: Int)? {
    var location = location
    for _ in 0...Limits.maxDeltaDepth {
      guard let delta = location.delta else {
        return (location.fullStoredBytes, location.rawLength)
      }
      guard let base = index.copies(ofBase: delta.base, kind: location.frame.kind).first else {
        return nil
      }
      location = base
    }
    return nil
  }

  private func encode(
    _ plaintext: UnsafeRawBufferPointer, against base: [UInt8], limit: Int
  ) throws(SealingError) -> [UInt8]? {
    if scratch.count < limit { scratch = [UInt8](repeating: 0, count: limit) }
    let count = try base.withRawBytes { (base) throws(SealingError) in
      try scratch.withRawMutableBytes { (scratch) throws(SealingError) in
        try compressor.compressDelta(
          plaintext, base: base,
          into: UnsafeMutableRawBufferPointer(rebasing: scratch[..<limit]))
      }
    }
    guard let count else { return nil }
    let delta = Array(scratch[..<count])
    // Checked at once, as every frame is: a delta that does not decode must show up now.
    let decoded = try decompressor.applyDelta(
      delta, in: delta.indices, to: base, rawLength: plaintext.count)
    guard decoded.withRawBytes({ $0.isEqual(to: plaintext) }) else { throw .notDecodable }
    return delta
  }
}
