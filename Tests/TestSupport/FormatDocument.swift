import Foundation

/// The examples of FORMAT.md: fenced blocks whose info string is `hex NAME` or `table NAME`.
///
/// In a `hex` block `00*437` stands for 437 bytes 00, and what follows `#` is for people; a `table`
/// has a pair `left = right` a line.
package struct FormatDocument: Sendable {
  /// A block that does not read as such.
  package struct Malformed: Error {
    package let line: String

    package init(line: String) {
      self.line = line
    }
  }

  package private(set) var hex: [String: [UInt8]] = [:]
  package private(set) var tables: [String: [(left: String, right: String)]] = [:]

  /// Reads FORMAT.md at the top of the package that holds `testFile`, a file of a test target.
  package init(besideTests testFile: String = #filePath) throws {
    let package = URL(filePath: testFile)
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    let text = try String(contentsOf: package.appending(path: "FORMAT.md"), encoding: .utf8)
    try self.init(text: text)
  }

  package init(text: String) throws {
    var block: (kind: Substring, name: String)?
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      if line.hasPrefix("```") {
        let words = line.dropFirst(3).split(separator: " ")
        block = block == nil && words.count == 2 ? (words[0], String(words[1])) : nil
      } else if let block {
        try read(String(line), kind: block.kind, name: block.name)
      }
    }
  }

  private mutating func read(_ line: String, kind: Substring, name: String) throws {
    switch kind {
    case "hex":
      hex[name, default: []] += try Self.bytes(line)
    case "table":
      let parts = line.components(separatedBy: " = ")
      guard parts.count == 2 else { throw Malformed(line: line) }
      tables[name, default: []].append((parts[0], parts[1]))
    default: break
    }
  }

  /// Pairs of hex digits, each perhaps repeated: `6d 61 00*3  # magic`.
  package static func bytes(_ line: some StringProtocol) throws -> [UInt8] {
    var bytes: [UInt8] = []
    for word in line.prefix(while: { $0 != "#" }).split(separator: " ") {
      let parts = word.split(separator: "*", omittingEmptySubsequences: false)
      guard let byte = UInt8(parts[0], radix: 16), parts[0].count == 2 else {
        throw Malformed(line: String(line))
      }
      let count = parts.count == 2 ? Int(parts[1]) : 1
      guard let count else { throw Malformed(line: String(line)) }
      bytes += [UInt8](repeating: byte, count: count)
    }
    return bytes
  }
}
