/// The first 16 bytes of every file but `README` (FORMAT.md 3.1) [3.1-a].
package struct FileHeader: Hashable, Sendable {
  package static let byteCount = 16
  /// "martlet" and a line feed.
  package static let magic: [UInt8] = [0x6D, 0x61, 0x72, 0x74, 0x6C, 0x65, 0x74, 0x0A]
  package static let version: UInt8 = 1

  package let kind: FileKind
  /// Which role's keys seal the file: 0, "everything", is the only value so far.
  package let keySlot: UInt16

  package init(kind: FileKind) {
    self.kind = kind
    keySlot = 0
  }

  /// Refuses another version as `isNewerFormat` [3.1-b], before it looks at what that version may
  /// have redefined.
  package init(from input: inout ByteReader) throws(FormatError) {
    let start = input.offset
    guard try input.bytes(Self.magic.count, "magic") == Self.magic else {
      throw FormatError(field: "magic", offset: start, problem: "not a martlet file")
    }
    let versionOffset = input.offset
    let version: UInt8 = try input.integer("format version")
    guard version == Self.version else {
      throw FormatError(
        newerFormat: "version \(version)", field: "format version", offset: versionOffset)
    }
    kind = try input.choice("file kind")
    try input.reserved("key-slot field", UInt16.self)
    try input.reserved("signature length", UInt32.self)
    keySlot = 0
  }

  package func encode(to output: inout ByteWriter) {
    output.append(Self.magic)
    output.integer(Self.version)
    output.integer(kind.rawValue)
    output.integer(keySlot)
    output.integer(UInt32(0))
  }

  package func encoded() -> [UInt8] {
    var output = ByteWriter(capacity: Self.byteCount)
    encode(to: &output)
    return output.bytes
  }
}
