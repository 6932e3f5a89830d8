/// Something said about a snapshot after it was written (FORMAT.md 8.2) [8.2-a].
///
/// Of the records of one type, those that no other supersedes count: no clock orders them.
package struct SnapshotRecord: Equatable, Sendable {
  /// What is said. The raw values on disk are those of `Kind`.
  package enum Statement: Hashable, Sendable {
    /// Each once, ascending by their UTF-8 bytes.
    case tags([String])
    case note(String)
    case pin(Bool)
    case forgotten(Bool)
  }

  /// On disk: never change or reuse a raw value.
  package enum Kind: UInt8, CaseIterable, Sendable {
    case tags = 0
    case note = 1
    case pin = 2
    case forgotten = 3
  }

  package let snapshot: SnapshotID
  /// The records that this one replaces, by the number in their names; ascending.
  package let superseded: [UInt64]
  package let statement: Statement
  package let time: Timestamp
  package let host: String

  /// Tags and superseded records may come in any order and more than once.
  package init(
    snapshot: SnapshotID, superseded: [UInt64], statement: Statement, time: Timestamp,
    host: String
  ) {
    self.snapshot = snapshot
    self.superseded = Set(superseded).sorted()
    self.time = time
    self.host = host
    if case .tags(let tags) = statement {
      let ascending = tags.sorted(by: Self.precedes)
      self.statement = .tags(
        ascending.enumerated().filter { index, tag in
          index == 0 || Self.precedes(ascending[index - 1], tag)
        }.map(\.element))
    } else {
      self.statement = statement
    }
  }

  package init(decoding bytes: [UInt8]) throws(FormatError) {
    try ByteReader.checkLength(bytes.count, of: "record", limit: Limits.maxSmallFileBytes)
    var input = ByteReader(bytes)
    snapshot = SnapshotID(try input.bytes32("snapshot ID"))
    superseded = try input.ascending(
      "superseded", itemBytes: 8, by: <
    ) { input throws(FormatError) -> UInt64 in
      let raw: UInt64 = try input.integer("superseded")
      return UInt64(bigEndian: raw)
    }
    statement = try Self.statement(from: &input)
    time = try input.timestamp()
    host = try input.text("host", limit: Limits.maxNameBytes)
    try input.finish()
  }

  private static func statement(from input: inout ByteReader) throws(FormatError) -> Statement {
    let kind: Kind = try input.choice("type")
    switch kind {
    case .tags:
      return .tags(
        try input.ascending(
          "tag", limit: Limits.maxTags, itemBytes: 1, by: precedes
        ) { input throws(FormatError) -> String in
          try input.text("tag", limit: Limits.maxTagBytes)
        })
    case .note: return .note(try input.text("note", limit: Limits.maxNoteBytes))
    case .pin: return .pin(try input.flag("pin"))
    case .forgotten: return .forgotten(try input.flag("forgotten"))
    }
  }

  // By bytes, not as Swift orders text: the order must not depend on a version of Unicode.
  private static func precedes(_ left: String, _ right: String) -> Bool {
    left.utf8.lexicographicallyPrecedes(right.utf8)
  }

  package var kind: Kind { statement.kind }

  package func encoded() -> [UInt8] {
    var output = ByteWriter(capacity: 128)
    output.bytes32(snapshot.bytes)
    output.varint(superseded.count)
    for record in superseded { output.integer(record.bigEndian) }
    output.integer(kind.rawValue)
    switch statement {
    case .tags(let tags):
      precondition(tags.count <= Limits.maxTags)
      output.varint(tags.count)
      for tag in tags { output.text(tag, limit: Limits.maxTagBytes) }
    case .note(let note): output.text(note, limit: Limits.maxNoteBytes)
    case .pin(let pinned): output.flag(pinned)
    case .forgotten(let forgotten): output.flag(forgotten)
    }
    output.timestamp(time)
    output.text(host, limit: Limits.maxNameBytes)
    return output.bytes
  }
}

extension SnapshotRecord.Statement {
  package var kind: SnapshotRecord.Kind {
    switch self {
    case .tags: .tags
    case .note: .note
    case .pin: .pin
    case .forgotten: .forgotten
    }
  }
}
