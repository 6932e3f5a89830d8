/// Texts as numbers, one for each line with its end: equal lines of any of them have equal numbers.
struct NumberedLines {
  private(set) var texts: [[UInt32]] = []
  private var lines: [ArraySlice<UInt8>] = []

  init(_ texts: [[UInt8]]) {
    var numbers: [ArraySlice<UInt8>: UInt32] = [:]
    for text in texts {
      var numbered: [UInt32] = []
      var rest = text[...]
      while !rest.isEmpty {
        let end = rest.firstIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? rest.endIndex
        let line = rest[..<end]
        rest = rest[end...]
        let number = numbers[line] ?? UInt32(lines.count)
        if numbers.updateValue(number, forKey: line) == nil { lines.append(line) }
        numbered.append(number)
      }
      self.texts.append(numbered)
    }
  }

  func bytes(of numbers: [UInt32]) -> [UInt8] {
    var bytes: [UInt8] = []
    for number in numbers { bytes += lines[Int(number)] }
    return bytes
  }
}
