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

  /// After the words have been shown. Throws `incomplete` where they have reached nobody: their key
  /// stays, and is good for nothing.
  static func checkShown(_ label: String, _ output: Output) throws(Failure) {
    output.flush()
    guard output.isClosed else { return }
    throw Failure(
      .incomplete, "the recovery words could not be shown, and nobody knows them now",
      advice: "Make others: martlet key add --recovery; then remove these: "
        + "martlet key remove \(ShellWord.quoted(label))")
  }
}
