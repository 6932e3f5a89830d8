import Format
import Repository

extension JSON {
  /// The fields of a line of type "snapshot".
  static func snapshot(_ cataloged: CatalogedSnapshot) -> [(String, JSON)] {
    let snapshot = cataloged.snapshot
    let remarks = cataloged.remarks
    return [("schema", .schema), ("type", "snapshot"), ("id", .text(cataloged.id.description))]
      + Self.identity(of: snapshot)
      + Self.remarks(remarks) + [
        ("files", .number(snapshot.counts.files)),
        ("bytes", .number(snapshot.counts.fileBytes)),
        ("added", .number(snapshot.counts.newChunkBytes)),
        ("stored", .number(snapshot.counts.storedBytes)),
        ("unreadable", .number(snapshot.unreadable.total)),
      ]
  }

  /// What was said about a snapshot.
  static func remarks(_ remarks: Remarks) -> [(String, JSON)] {
    [
      ("tags", .list(remarks.tags.map(JSON.text))),
      ("note", remarks.note.map(JSON.text) ?? .null), ("pinned", .flag(remarks.isPinned)),
    ]
  }

  /// When, where and what.
  static func identity(of snapshot: Snapshot) -> [(String, JSON)] {
    [
      ("time", .time(snapshot.time, utcOffsetMinutes: snapshot.utcOffsetMinutes)),
      ("host", .text(snapshot.host)), ("user", .text(snapshot.user)),
      ("set", .text(snapshot.set)),
    ] + paths("paths", snapshot.sources)
  }

  /// RFC 3339 with nanoseconds; `null` for years that it cannot write.
  static func time(_ time: Timestamp, utcOffsetMinutes: Int) -> JSON {
    LocalTime(time, utcOffsetMinutes: utcOffsetMinutes).map { .text($0.rfc3339) } ?? .null
  }

  static func time(_ time: Timestamp) -> JSON {
    LocalTime(time).map { .text($0.rfc3339) } ?? .null
  }

  /// Paths with a reason each.
  static func remarks(_ remarks: [(path: [UInt8], reason: String)]) -> JSON {
    .list(
      remarks.map { remark in
        // A reason may tell a place.
        let reason = String(decoding: NameText.bytes(remark.reason), as: UTF8.self)
        return .object(named("path", remark.path) + [("reason", .text(reason))])
      })
  }
}
