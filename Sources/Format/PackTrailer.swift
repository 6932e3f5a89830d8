/// The last 16 bytes of a pack: how long the sealed directory before them is (FORMAT.md 6.1)
/// [6.1-a].
package struct PackTrailer: Hashable, Sendable {
  package static let byteCount = 16
  /// One unit of padding, sealed: no directory is shorter.
  package static let minimalDirectoryBytes =
    BoxContents.sealingBytes + Limits.directoryPaddingBytes
  private static let maximalDirectoryBytes = minimalDirectoryBytes + Limits.maxDirectoryRawBytes

  /// Sealed.
  package let directoryBytes: Int

  package init(directoryBytes: Int) {
    self.directoryBytes = directoryBytes
  }

  /// Where the sealed directory starts in a pack of `packLength` bytes.
  package func directoryOffset(packLength: Int) -> Int {
    packLength - Self.byteCount - directoryBytes
  }

  /// From the last 16 bytes of a pack of `packLength` bytes; refuses a directory that does not fit
  /// between header and trailer, or is not padded as it must be [6.1-b].
  package init(decoding bytes: [UInt8], packLength: Int) throws(FormatError) {
    var input = ByteReader(bytes)
    let length: UInt32 = try input.integer("directory length")
    directoryBytes = Int(length)
    let room = packLength - FileHeader.byteCount - Self.byteCount
    guard directoryBytes <= min(room, Self.maximalDirectoryBytes) else {
      throw FormatError(
        field: "directory length", offset: 0,
        problem: "\(length) in a pack of \(packLength) bytes")
    }
    guard directoryBytes >= Self.minimalDirectoryBytes,
      (directoryBytes - BoxContents.sealingBytes)
        .isMultiple(of: Limits.directoryPaddingBytes)
    else {
      throw FormatError(
        field: "directory length", offset: 0, problem: "\(length) is not padded to 4 KiB")
    }
    try input.reserved("reserved", UInt32.self)
    let magicOffset = input.offset
    guard try input.bytes(FileHeader.magic.count, "magic") == FileHeader.magic else {
      throw FormatError(field: "magic", offset: magicOffset, problem: "not the end of a pack")
    }
    try input.finish()
  }

  package func encoded() -> [UInt8] {
    var output = ByteWriter(capacity: Self.byteCount)
    output.integer(UInt32(directoryBytes))
    output.integer(UInt32(0))
    output.append(FileHeader.magic)
    return output.bytes
  }
}
