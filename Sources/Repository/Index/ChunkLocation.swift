package import Format

/// One copy of a chunk: the pack, the frame in it, the place in the frame, and the base if it is a
/// delta.
package struct ChunkLocation: Equatable, Sendable {
  package let id: ChunkID
  package let kind: ChunkKind
  /// Bytes of the plaintext.
  package let rawLength: Int
  package let pack: PackID
  package let packLength: Int
  /// Where the sealed frame starts in the pack.
  package let frameOffset: Int
  package let frame: FrameEntry
  /// Where the chunk, or its delta, starts in the frame's raw bytes.
  package let position: Int
  package let delta: DeltaEntry?

  /// Bytes in the frame's raw bytes.
  package var formLength: Int { delta?.storedLength ?? rawLength }

  /// That form, in the raw bytes of its frame; `nil` if it reaches beyond them.
  func form(in frame: [UInt8]) -> [UInt8]? {
    guard position <= frame.count - formLength else { return nil }
    return Array(frame[position..<position + formLength])
  }

  /// What it would take to store the chunk in full, by its share of a frame.
  package var fullStoredBytes: Int {
    guard delta == nil, frame.rawLength > 0 else { return rawLength }
    return rawLength * frame.storedLength / frame.rawLength
  }
}
