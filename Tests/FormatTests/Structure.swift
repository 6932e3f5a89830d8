import TestSupport

@testable import Format

/// What has an encoding of its own, as the tests of all encodings see it.
protocol Structure: Equatable, Sendable {
  /// How the files in `Malformed` name the decoder.
  static var decoderName: String { get }
  init(decoding bytes: [UInt8]) throws(FormatError)
  func encoded() -> [UInt8]
  static func random(using random: inout SeededGenerator) -> Self
}

extension Structure {
  /// Why the bytes are refused; `nil` if they are not.
  static func refusal(of bytes: [UInt8]) -> FormatError? {
    do throws(FormatError) {
      _ = try Self(decoding: bytes)
      return nil
    } catch {
      return error
    }
  }
}

/// A structure's type as an argument of a test.
struct StructureType: CustomStringConvertible, Sendable {
  let type: any Structure.Type
  var description: String { type.decoderName }

  static let all: [StructureType] = [
    FileHeader.self, ConfigHeader.self, RepositoryParameters.self, PaddedBox.self,
    PackTrailer.self, PackDirectory.self, IndexRun.self, TreePiece.self, TreeList.self,
    ChunkList.self, Snapshot.self, SnapshotRecord.self, Intent.self, Outcome.self, PrunePlan.self,
    PruneWaits.self, PruneVerdict.self, PruneDone.self, PruneStub.self,
  ].map { StructureType(type: $0) }
}

/// A box and how many zeros end it: together they are what the bytes say.
struct PaddedBox: Equatable, Sendable {
  let contents: BoxContents
  let zeros: Int
}

extension PaddedBox: Structure {
  static let rawLimit = 1_000_000
  static var decoderName: String { "box" }

  init(decoding bytes: [UInt8]) throws(FormatError) {
    contents = try BoxContents(decoding: bytes, rawLimit: Self.rawLimit)
    zeros = bytes.count - BoxContents.headerBytes - contents.payload.count
  }

  func encoded() -> [UInt8] {
    contents.encoded(padding: .multiple(of: 1)) + [UInt8](repeating: 0, count: zeros)
  }
}

extension FileHeader: Structure {
  static var decoderName: String { "header" }

  init(decoding bytes: [UInt8]) throws(FormatError) {
    var input = ByteReader(bytes)
    try self.init(from: &input)
    try input.finish()
  }
}

extension ConfigHeader: Structure {
  static var decoderName: String { "config header" }

  init(decoding bytes: [UInt8]) throws(FormatError) {
    var input = ByteReader(bytes)
    try self.init(from: &input)
    try input.finish()
  }
}

extension PackTrailer: Structure {
  static let packLength = 1_000_000
  static var decoderName: String { "trailer" }

  init(decoding bytes: [UInt8]) throws(FormatError) {
    try self.init(decoding: bytes, packLength: Self.packLength)
  }
}

extension PackDirectory: Structure {
  /// Where the directory of the malformed examples stands in its pack.
  static let directoryOffset = 100_000_000
  static var decoderName: String { "directory" }

  init(decoding bytes: [UInt8]) throws(FormatError) {
    try self.init(decoding: bytes, directoryOffset: Self.directoryOffset)
  }
}

extension RepositoryParameters: Structure { static var decoderName: String { "config" } }
extension IndexRun: Structure { static var decoderName: String { "index run" } }
extension TreePiece: Structure { static var decoderName: String { "piece" } }
extension TreeList: Structure { static var decoderName: String { "tree list" } }
extension ChunkList: Structure { static var decoderName: String { "chunk list" } }
extension Snapshot: Structure { static var decoderName: String { "snapshot" } }
extension SnapshotRecord: Structure { static var decoderName: String { "record" } }
extension Intent: Structure { static var decoderName: String { "intent" } }
extension Outcome: Structure { static var decoderName: String { "outcome" } }
extension PrunePlan: Structure { static var decoderName: String { "plan" } }
extension PruneWaits: Structure { static var decoderName: String { "waits" } }
extension PruneVerdict: Structure { static var decoderName: String { "verdict" } }
extension PruneDone: Structure { static var decoderName: String { "done" } }
extension PruneStub: Structure { static var decoderName: String { "stub" } }
