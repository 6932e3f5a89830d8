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
