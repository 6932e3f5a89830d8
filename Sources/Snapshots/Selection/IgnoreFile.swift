/// The lines of an ignore file, as git reads them.
enum IgnoreFile {
  private static let space = UInt8(ascii: " ")
  private static let backslash = UInt8(ascii: "\\")

  /// Its patterns with the numbers of their lines, counted from 1.
  ///
  /// Not among them are empty lines and comments. A byte order mark at the start is no part of the
  /// first line, nor a carriage return at the end of any.
  static func lines(of contents: [UInt8]) -> [(number: Int, line: ArraySlice<UInt8>)] {
    let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
    let text = contents.starts(with: mark) ? contents.dropFirst(mark.count) : contents[...]
    var lines: [(number: Int, line: ArraySlice<UInt8>)] = []
    let all = text.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    for (index, line) in all.enumerated() where line.first != UInt8(ascii: "#") {
      let ended = line.last == UInt8(ascii: "\r") ? line.dropLast() : line
      let pattern = withoutSpaces(ended.prefix { $0 != 0 })
      if !pattern.isEmpty { lines.append((index + 1, pattern)) }
    }
    return lines
  }

  /// Without the spaces at the end, except one behind a backslash. A backslash as the last byte
  /// keeps all that is before it.
  private static func withoutSpaces(_ line: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    var end = line.startIndex
    var index = line.startIndex
    while index < line.endIndex {
      if line[index] == backslash {
        index += 1
        guard index < line.endIndex else { return line }
        end = index + 1
      } else if line[index] != space {
        end = index + 1
      }
      index += 1
    }
    return line[..<end]
  }
}
