import CToml

/// A value of a TOML document, with the place where it stands.
struct TOMLValue: Equatable {
  enum Content: Equatable {
    case text(String)
    case integer(Int)
    case flag(Bool)
    case list([TOMLValue])
    /// In the order of their keys.
    case table([Entry])
    /// A number with a point, a date or a time: no setting is one.
    case other
  }

  struct Entry: Equatable {
    let key: String
    let keyPosition: TextPosition
    let value: TOMLValue
  }

  let content: Content
  let position: TextPosition

  /// For messages: "a text", "a list".
  var kind: String {
    switch content {
    case .text: "a text"
    case .integer: "a whole number"
    case .flag: "true or false"
    case .list: "a list"
    case .table: "a table"
    case .other: "a date, a time or a number with a point"
    }
  }
}

extension TOMLValue {
  /// The document as one table.
  init(parsing bytes: [UInt8]) throws(ConfigurationError) {
    let document = bytes.withUnsafeBytes { buffer in
      martlet_toml_parse(buffer.baseAddress?.assumingMemoryBound(to: CChar.self), buffer.count)
    }
    defer { martlet_toml_free(document) }
    var line: UInt32 = 1
    var column: UInt32 = 1
    guard let document else {
      throw Self.error("there is no memory left to read it", line, column)
    }
    if let problem = martlet_toml_problem(document, &line, &column) {
      throw Self.error(String(cString: problem), line, column)
    }
    var events = UnsafeBufferPointer(
      start: martlet_toml_events(document), count: martlet_toml_event_count(document))[...]
    self = Self.take(from: &events)
  }

  private static func error(
    _ problem: String, _ line: UInt32, _ column: UInt32
  ) -> ConfigurationError {
    ConfigurationError(
      position: TextPosition(line: Int(line), column: Int(column)),
      problem: problem.prefix(1).lowercased() + problem.dropFirst(),
      advice: "The file is written in TOML (toml.io); martlet config example shows one")
  }

  /// The next value, with all that lies in it. Lists and tables end with an event of their own.
  private static func take(from events: inout Slice<Events>) -> TOMLValue {
    guard let event = events.popFirst() else {
      return TOMLValue(content: .other, position: TextPosition(line: 1, column: 1))
    }
    let content: Content
    switch event.kind {
    case MARTLET_TOML_TABLE:
      content = .table(takeAll(from: &events) { Entry($0, take(from: &$1)) })
    case MARTLET_TOML_ARRAY: content = .list(takeAll(from: &events) { take(from: &$1) })
    case MARTLET_TOML_STRING: content = .text(Self.text(event.text, event.text_length))
    case MARTLET_TOML_INTEGER: content = .integer(Int(event.number))
    case MARTLET_TOML_BOOLEAN: content = .flag(event.number != 0)
    default: content = .other
    }
    return TOMLValue(content: content, position: TextPosition(event.line, event.column))
  }

  private typealias Events = UnsafeBufferPointer<martlet_toml_event>

  private static func takeAll<Item>(
    from events: inout Slice<Events>,
    _ take: (martlet_toml_event, inout Slice<Events>) -> Item
  ) -> [Item] {
    var items: [Item] = []
    while let next = events.first, next.kind != MARTLET_TOML_END {
      items.append(take(next, &events))
    }
    events = events.dropFirst()
    return items
  }

  fileprivate static func text(_ start: UnsafePointer<CChar>?, _ count: Int) -> String {
    String(decoding: UnsafeRawBufferPointer(start: start, count: count), as: UTF8.self)
  }
}

extension TOMLValue.Entry {
  fileprivate init(_ event: martlet_toml_event, _ value: TOMLValue) {
    self.init(
      key: TOMLValue.text(event.key, event.key_length),
      keyPosition: TextPosition(event.key_line, event.key_column), value: value)
  }
}

extension TextPosition {
  fileprivate init(_ line: UInt32, _ column: UInt32) {
    self.init(line: Int(line), column: Int(column))
  }
}
