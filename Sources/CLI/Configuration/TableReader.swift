/// Takes the settings out of one table of the configuration, and notes everything that is wrong.
///
/// A key that nobody has taken when the reader finishes is unknown. A setting that is wrong is as
/// if it were not there: the errors say that it is.
struct TableReader {
  private let entries: [TOMLValue.Entry]
  private var known: [String] = []
  private(set) var errors: [ConfigurationError] = []

  init(_ entries: [TOMLValue.Entry]) {
    self.entries = entries
  }

  /// What is wrong with the table, once everything known has been taken.
  func finished() -> [ConfigurationError] {
    errors
      + entries.filter { !known.contains($0.key) }.map { entry in
        let meant = Suggestion.nearest(to: entry.key, in: known)
        return ConfigurationError(
          position: entry.keyPosition, problem: "unknown key \"\(entry.key)\"",
          advice: meant.map { "Did you mean \"\($0)\"?" }
            ?? "Known here: \(known.joined(separator: ", "))")
      }
  }

  mutating func note(_ problem: String, at position: TextPosition, advice: String) {
    errors.append(ConfigurationError(position: position, problem: problem, advice: advice))
  }

  private mutating func take(_ key: String) -> TOMLValue? {
    known.append(key)
    return entries.first { $0.key == key }?.value
  }

  private mutating func noteKind(
    _ key: String, _ value: TOMLValue, wanted: String, example: String
  ) {
    note(
      "\"\(key)\" is \(value.kind), not \(wanted)", at: value.position,
      advice: "Write \(example)")
  }
}

// MARK: single values

extension TableReader {
  /// Text; never empty, and without zero bytes, which no path, name or command can hold.
  mutating func text(_ key: String) -> Setting<String>? {
    take(key).flatMap { text(key, $0, wanted: "a text") }
  }

  /// Text that stands for something: `parse` makes it of the text, or says that it cannot.
  mutating func value<Value>(
    _ key: String, _ wanted: String, _ parse: (String) -> Value?
  ) -> Setting<Value>? {
    guard let text = text(key) else { return nil }
    return make(
      text, "\"\(key)\" is \"\(text.value)\", which is not understood", advice: "Write \(wanted)",
      parse)
  }

  mutating func flag(_ key: String) -> Setting<Bool>? {
    guard let value = take(key) else { return nil }
    guard case .flag(let flag) = value.content else {
      noteKind(key, value, wanted: "true or false", example: "true or false, without quotes")
      return nil
    }
    return Setting(value: flag, position: value.position)
  }

  mutating func count(_ key: String, in range: ClosedRange<Int>) -> Setting<Int>? {
    guard let value = take(key) else { return nil }
    guard case .integer(let count) = value.content else {
      noteKind(key, value, wanted: "a whole number", example: "digits without quotes")
      return nil
    }
    guard range.contains(count) else {
      note(
        "\(count) is not between \(range.lowerBound) and \(range.upperBound)", at: value.position,
        advice: "Write a number between them for \"\(key)\"")
      return nil
    }
    return Setting(value: count, position: value.position)
  }

  private mutating func text(
    _ key: String, _ value: TOMLValue, wanted: String
  ) -> Setting<String>? {
    guard case .text(let text) = value.content else {
      noteKind(key, value, wanted: wanted, example: "it in quotes: \(key) = \"…\"")
      return nil
    }
    guard !text.isEmpty, !text.utf8.contains(0) else {
      note(
        "\"\(key)\" \(text.isEmpty ? "is empty" : "holds a zero byte")", at: value.position,
        advice: "Write something there, or leave \"\(key)\" out")
      return nil
    }
    return Setting(value: text, position: value.position)
  }

  /// What `parse` makes of the text; `problem` where it makes nothing.
  mutating func make<Value>(
    _ text: Setting<String>, _ problem: String, advice: String, _ parse: (String) -> Value?
  ) -> Setting<Value>? {
    guard let value = parse(text.value) else {
      note(problem, at: text.position, advice: advice)
      return nil
    }
    return Setting(value: value, position: text.position)
  }
}

// MARK: lists and tables

extension TableReader {
  /// A list of texts; none where there is no such key.
  mutating func texts(_ key: String) -> [Setting<String>] {
    take(key).map { texts(key, $0) } ?? []
  }

  /// The same, or one text for a list of one.
  mutating func textOrTexts(_ key: String) -> [Setting<String>] {
    guard let value = take(key) else { return [] }
    if case .list = value.content { return texts(key, value) }
    return text(key, value, wanted: "a text or a list of texts").map { [$0] } ?? []
  }

  private mutating func texts(_ key: String, _ value: TOMLValue) -> [Setting<String>] {
    guard case .list(let items) = value.content else {
      noteKind(key, value, wanted: "a list of texts", example: "\(key) = [\"…\", \"…\"]")
      return []
    }
    return items.compactMap { text(key, $0, wanted: "a text") }
  }

  /// A table below this one, read by `read`.
  mutating func table<Value>(
    _ key: String, _ read: (inout TableReader) -> Value
  ) -> Setting<Value>? {
    guard let value = take(key) else { return nil }
    guard case .table(let entries) = value.content else {
      noteKind(
        key, value, wanted: "a table",
        example: "\(key) = { … }, or a part that begins with [….\(key)]")
      return nil
    }
    var reader = TableReader(entries)
    let result = read(&reader)
    errors += reader.finished()
    return Setting(value: result, position: value.position)
  }

  /// A table of tables with names, in the order of the text.
  mutating func tables<Value>(
    _ key: String, _ read: (Setting<String>, inout TableReader) -> Value
  ) -> [Value] {
    guard let value = take(key) else { return [] }
    guard case .table(let entries) = value.content else {
      noteKind(
        key, value, wanted: "tables with names", example: "a part that begins with [\(key).NAME]")
      return []
    }
    return entries.sorted { $0.keyPosition < $1.keyPosition }.compactMap { entry in
      guard case .table(let inner) = entry.value.content else {
        noteKind(
          "\(key).\(entry.key)", entry.value, wanted: "a table",
          example: "a part that begins with [\(key).\(entry.key)]")
        return nil
      }
      var reader = TableReader(inner)
      let result = read(Setting(value: entry.key, position: entry.keyPosition), &reader)
      errors += reader.finished()
      return result
    }
  }
}
