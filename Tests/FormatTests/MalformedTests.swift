import Format
import Foundation
import TestSupport
import Testing

/// The files in `Malformed`: bytes that a reader must refuse, by which rule, and what it must say.
struct MalformedFile: Sendable, CustomTestStringConvertible {
  let name: String
  let decoder: String
  /// "name at byte 6"
  let expected: String
  let bytes: [UInt8]

  static let all: [MalformedFile] = {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Malformed")
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path())) ?? []
    return names.sorted().compactMap { try? MalformedFile(folder.appending(path: $0)) }
  }()

  private init(_ file: URL) throws {
    var lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n")[...]
    name = file.lastPathComponent
    decoder = try Self.value(of: "decoder", in: lines.popFirst())
    expected = try Self.value(of: "expect", in: lines.popFirst())
    guard lines.first?.hasPrefix("# [") == true else {
      throw FormatDocument.Malformed(line: "\(name) names no rule")
    }
    bytes = try lines.flatMap { try FormatDocument.bytes($0) }
  }

  private static func value(of key: String, in line: Substring?) throws -> String {
    guard let line, line.hasPrefix(key + ": ") else {
      throw FormatDocument.Malformed(line: String(line ?? ""))
    }
    return String(line.dropFirst(key.count + 2))
  }

  var testDescription: String { name }
}

@Suite struct MalformedTests {
  // The files cite [1-b] [1-c] [1-d] [1-e] [1-f] [3.1-a] [3.1-b] [3.6-b] [3.7-a] [3.7-b] [5.2-a]
  // [5.3-b] [5.3-c] [6.1-a] [6.1-b] [6.2-a] [6.2-b] [6.2-c] [7.1-a] [7.1-b] [7.1-c] [7.1-d] [7.2-a]
  // [7.3-a] [7.3-b] [7.3-c] [7.3-d] [7.3-e] [7.4-a] [8.1-c] [8.2-a] [9-a] [10.1-a] [10.2-a]
  // [10.4-a] [10.4-b] [11-a].
  @Test("Malformed bytes are refused at the field that is wrong", arguments: MalformedFile.all)
  func refused(file: MalformedFile) throws {
    let structure = try #require(
      StructureType.all.first { $0.type.decoderName == file.decoder }, "\(file.decoder)")
    // Outside of the macro, which takes `structure.type` for a value.
    let refusal = structure.type.refusal(of: file.bytes)
    let error = try #require(refusal, "accepted")
    #expect("\(error.field) at byte \(error.offset)" == file.expected, "\(error)")
  }

  @Test("Every decoder has its malformed files, and every file of the folder is one")
  func complete() throws {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Malformed")
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path())
    #expect(names.sorted() == MalformedFile.all.map(\.name))
    #expect(MalformedFile.all.count >= 60)
    let decoders = Set(MalformedFile.all.map(\.decoder))
    #expect(decoders == Set(StructureType.all.map { $0.type.decoderName }))
  }
}
