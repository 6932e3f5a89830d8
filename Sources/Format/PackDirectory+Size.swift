/// What the rows of a directory take of its encoding, so that a pack being filled knows its length
/// without encoding it again for every frame.
extension PackDirectory {
  /// Of the two counts that stand before the rows, at most.
  package static let maxCountsBytes = 10
}

extension FrameEntry {
  /// In bytes, without its chunks.
  package var encodedBytes: Int {
    2 + ByteWriter.varintBytes(storedLength) + ByteWriter.varintBytes(rawLength)
      + ByteWriter.varintBytes(chunkCount)
  }
}

extension ChunkEntry {
  /// In bytes.
  package var encodedBytes: Int {
    let plain = 2 + ByteWriter.varintBytes(rawLength) + Bytes32.byteCount
    guard let delta else { return plain }
    return plain + ByteWriter.varintBytes(delta.storedLength) + 1
      + ByteWriter.varintBytes(delta.chainBytes) + ChunkPrefix.byteCount
  }
}
