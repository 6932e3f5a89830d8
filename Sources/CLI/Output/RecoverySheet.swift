import Sealing

/// The 24 recovery words as they are to be written down.
struct RecoverySheet {
  private let words: [String]

  init(words: RecoveryWords) {
    self.words = words.text.split(separator: " ").map(String.init)
  }

  /// Numbered, in four columns that are read downwards.
  var lines: [String] {
    let rows = (words.count + 3) / 4
    return (0..<rows).map { row in
      let line = stride(from: row, to: words.count, by: rows).map { index in
        Printable.aligned("\(index + 1)", to: 4) + " " + Printable.padded(words[index], to: 9)
      }.joined()
      return line.trimmedEnd
    }
  }

  var json: JSON { .list(words.map(JSON.text)) }
}
