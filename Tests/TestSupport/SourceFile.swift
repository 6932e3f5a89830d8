import Foundation

/// One Swift file of this package, for the tests that judge the code instead of running it.
package struct SourceFile: Sendable {
  /// From the package's root: "Sources/Format/Hex.swift".
  package let path: String
  package let lines: [Substring]
  /// The same lines with comments and the insides of string literals blanked.
  package let code: [Substring]

  package init(path: String, text: String) {
    self.path = path
    lines = Self.lines(text)
    code = Self.lines(SwiftCode.only(in: text))
  }

  /// The module, or the test target: the folder below `Sources` or `Tests`.
  package var module: String {
    path.split(separator: "/").dropFirst().first.map(String.init) ?? ""
  }

  /// Every Swift file of the package below `Sources`, sorted by path.
  package static var sources: [SourceFile] {
    get throws { try allSources.get() }
  }

  /// Every Swift file of the package below `Tests`, sorted by path.
  package static var tests: [SourceFile] {
    get throws { try allTests.get() }
  }

  // Once for all tests: blanking the comments of a whole package takes seconds.
  private static let allSources = Result { try all(below: "Sources") }
  private static let allTests = Result { try all(below: "Tests") }

  private static func all(below folder: String) throws -> [SourceFile] {
    let root = packageRoot.appendingPathComponent(folder)
    let paths = try FileManager.default.subpathsOfDirectory(atPath: root.path)
    return try paths.filter { $0.hasSuffix(".swift") }.sorted().map { path in
      SourceFile(path: "\(folder)/\(path)", text: try text(of: "\(folder)/\(path)"))
    }
  }

  /// The text of a file, named from the package's root.
  package static func text(of path: String) throws -> String {
    try String(contentsOf: packageRoot.appendingPathComponent(path), encoding: .utf8)
  }

  package static func exists(_ path: String) -> Bool {
    FileManager.default.fileExists(atPath: packageRoot.appendingPathComponent(path).path)
  }

  // Tests/TestSupport/SourceFile.swift lies three components below the root.
  private static let packageRoot = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  private static func lines(_ text: String) -> [Substring] {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    return lines.last == "" ? Array(lines.dropLast()) : lines
  }
}
