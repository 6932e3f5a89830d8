/// The plain part of the config, readable before any key: whose repository this is, and what a
/// program must know to touch it (FORMAT.md 3.7).
package struct ConfigHeader: Hashable, Sendable {
  package static let byteCount = 56

  package let repositoryID: RepositoryID
  /// A bit for each feature without which nobody reads; 0 so far.
  package let readFeatures: UInt32
  /// A bit for each feature without which nobody writes. Reading goes on with unknown ones.
  package let writeFeatures: UInt32

  package init(repositoryID: RepositoryID, writeFeatures: UInt32 = 0) {
    self.repositoryID = repositoryID
    readFeatures = 0
    self.writeFeatures = writeFeatures
  }

  /// Whether this program knows everything that a writer must.
  package var permitsWriting: Bool { writeFeatures == 0 }

  /// From the first 56 bytes of the file; refuses unknown read-required features as
  /// `isNewerFormat` [3.7-a].
  package init(from input: inout ByteReader) throws(FormatError) {
    let start = input.offset
    let header = try FileHeader(from: &input)
    guard header.kind == .config else {
      throw FormatError(
        field: "file kind", offset: start + FileHeader.magic.count + 1, problem: "not a config")
    }
    let featuresOffset = input.offset
    readFeatures = try input.integer("read-required features")
    guard readFeatures == 0 else {
      throw FormatError(
        newerFormat: "feature bits \(readFeatures)", field: "read-required features",
        offset: featuresOffset)
    }
    writeFeatures = try input.integer("write-required features")
    repositoryID = RepositoryID(try input.bytes32("repository ID"))
  }

  package func encoded() -> [UInt8] {
    var output = ByteWriter(capacity: Self.byteCount)
    FileHeader(kind: .config).encode(to: &output)
    output.integer(readFeatures)
    output.integer(writeFeatures)
    output.bytes32(repositoryID.bytes)
    return output.bytes
  }
}
