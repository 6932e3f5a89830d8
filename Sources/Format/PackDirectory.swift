/// What is in a pack: its frames in their order, and the chunks in the order in which the frames
/// hold them (FORMAT.md 6.2).
///
/// Offsets are not stored, they follow: the first frame starts after the file header, every other
/// where the one before ends, and a chunk in its frame likewise.
package struct PackDirectory: Equatable, Sendable {
  package var frames: [FrameEntry]
  package var chunks: [ChunkEntry]

  package init(frames: [FrameEntry] = [], chunks: [ChunkEntry] = []) {
    self.frames = frames
    self.chunks = chunks
  }

  /// The payload of a pack's directory; `directoryOffset` is where the sealed directory starts in
  /// the pack, so where the frames have to end [6.2-b].
  package init(decoding bytes: [UInt8], directoryOffset: Int) throws(FormatError) {
    var input = ByteReader(bytes)
    try self.init(from: &input, directoryOffset: directoryOffset)
    try input.finish()
  }

  package func encoded() -> [UInt8] {
    var output = ByteWriter(capacity: 16 + frames.count * 12 + chunks.count * 40)
    encode(to: &output)
    return output.bytes
  }

  package func encode(to output: inout ByteWriter) {
    precondition(frames.reduce(0) { $0 + $1.chunkCount } == chunks.count)
    output.varint(frames.count)
    output.varint(chunks.count)
    for frame in frames { output.integer(frame.kind.rawValue) }
    for frame in frames { output.integer(frame.codec.rawValue) }
    for frame in frames { output.varint(frame.storedLength) }
    for frame in frames { output.varint(frame.rawLength) }
    for frame in frames { output.varint(frame.chunkCount) }
    for chunk in chunks { output.flag(chunk.delta != nil) }
    for chunk in chunks { output.integer(chunk.kind.rawValue) }
    for chunk in chunks { output.varint(chunk.rawLength) }
    let deltas = chunks.compactMap(\.delta)
    for delta in deltas { output.varint(delta.storedLength) }
    for delta in deltas { output.integer(UInt8(delta.depth)) }
    for delta in deltas { output.varint(delta.chainBytes) }
    for delta in deltas {
      output.integer(delta.base.high.bigEndian)
      output.integer(delta.base.low.bigEndian)
    }
    for chunk in chunks { output.bytes32(chunk.id.bytes) }
  }
}
