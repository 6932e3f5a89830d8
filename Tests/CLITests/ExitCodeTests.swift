import Repository
import SystemPackage
import TestSupport
import Testing

@testable import CLI

/// One table of exit codes: in the code, in README and in the manual.
struct ExitCodeTests {
  @Test("README's table is the one of the code")
  func readme() throws {
    let readme = String(decoding: Self.file("README.md"), as: UTF8.self)
    let text = try #require(readme.firstMatch(of: #/(?s)\n## Exit codes\n(.*?)\n## /#)).1
    var table: [Int32: String] = [:]
    for line in text.split(separator: "\n") {
      let cells = line.split(separator: "|").map { $0.trimmingSpaces }
      guard cells.count == 4,
        Int32(cells[0]) != nil || Int32(cells[2]) != nil || cells[2] == "64 / 130"
      else { continue }
      for (code, meaning) in [(cells[0], cells[1]), (cells[2], cells[3])] {
        let meanings =
          code == "64 / 130" ? meaning.split(separator: " / ").map(String.init) : [meaning]
        for (code, meaning) in zip(code.split(separator: " / ").compactMap { Int32($0) }, meanings)
        {
          table[code] = meaning
        }
      }
    }
    #expect(
      table == Dictionary(uniqueKeysWithValues: ExitCode.allCases.map { ($0.rawValue, $0.meaning) })
    )
  }

  @Test("Every code of a repository's errors has a row of its own or shares it on purpose")
  func codes() {
    let rows = Dictionary(grouping: RepositoryError.Code.allCases) { ExitCode($0) }
    #expect(Set(rows[.failed] ?? []) == [.failed, .unsupportedFormat])
    #expect(rows.values.filter { $0.count > 1 }.count == 1)
    #expect(rows[.done] == nil && rows[.incomplete] == nil && rows[.usage] == nil)
  }

  @Test("The manual names every command, option, variable and exit code")
  func manual() throws {
    let text = ManualPage.lines.joined(separator: "\n")
    for code in ExitCode.allCases { #expect(text.contains(".B \"\(code.rawValue)\"")) }
    for name in Martlet.commandNames where !["help", "manual", "save", "list"].contains(name) {
      #expect(text.contains(".SS \"martlet \(name)"), "\(name)")
    }
    #expect(text.contains("\\-\\-password\\-file"))
  }

  @Test("The manual of --json has every type and field that the transcripts show")
  func json() throws {
    var seen = 0
    for file in Transcript.kept {
      let text = String(decoding: Sandbox.contents(of: file), as: UTF8.self)
      let command = text.dropFirst("--- $ martlet ".count).prefix { $0 != " " && $0 != "\n" }
      for line in text.split(separator: "\n") where line.hasPrefix("{\"schema\":1,") {
        let type = try #require(line.firstMatch(of: #/"type":"(\w+)"/#)).1
        let described = JSONManual.all.filter {
          $0.type == type && ($0.command == "every command" || $0.command.contains(command))
        }
        let fields = Set(described.flatMap(\.fields).flatMap(\.names))
        #expect(!described.isEmpty, "\(command): \(type)")
        for name in Self.topLevelNames(of: line) where !["schema", "type"].contains(name) {
          #expect(fields.contains(name), "\(command): \(type): \(name)")
          seen += 1
        }
      }
    }
    print("manual of JSON: \(seen) fields of transcripts found in it")
    #expect(seen > 300)
  }

  /// Names of the fields of an object, without those of objects in it.
  private static func topLevelNames(of line: Substring) -> [String] {
    var flat = String(line.dropFirst().dropLast())
    // The innermost first.
    while let inner = flat.firstMatch(of: #/[{\[][^{}\[\]]*[}\]]/#) {
      flat.replaceSubrange(inner.range, with: "0")
    }
    return flat.matches(of: #/(?:^|,)"(\w+)":/#).map { String($0.1) }
  }

  private static func file(_ name: String) -> [UInt8] {
    var path = FilePath(#filePath)
    for _ in 0..<3 { path.removeLastComponent() }
    return Sandbox.contents(of: path.appending(name))
  }
}

extension Substring {
  fileprivate var trimmingSpaces: String {
    var text = self
    while text.first == " " { text = text.dropFirst() }
    while text.last == " " { text = text.dropLast() }
    return String(text)
  }
}
