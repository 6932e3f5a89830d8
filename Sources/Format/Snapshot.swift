/// One version of everything that was saved together: a root tree with when, where and what
/// (FORMAT.md 8.1).
///
/// Immutable; its ID is a keyed hash of `encoded()`.
package struct Snapshot: Equatable, Sendable {
  /// When the backup began.
  package var time: Timestamp
  /// By how much local time was ahead of UTC.
  package var utcOffsetMinutes: Int
  package var host: String
  package var user: String
  /// Empty: the same host and sources.
  package var set: String
  /// Name and version of what wrote it.
  package var program: String
  package var comparedWith: SnapshotID?
  /// The newest snapshot of the set that was known, so that one that vanished is noticed.
  package var previous: SnapshotID?
  package var root: TreeReference
  /// Absolute paths, in the order of the root's nodes.
  package var sources: [[UInt8]]
  package var counts: SnapshotCounts
  package var unreadable: UnreadableEntries

  package init(
    time: Timestamp, utcOffsetMinutes: Int, host: String, user: String, set: String,
    program: String, comparedWith: SnapshotID?, previous: SnapshotID?, root: TreeReference,
    sources: [[UInt8]], counts: SnapshotCounts, unreadable: UnreadableEntries
  ) {
    self.time = time
    self.utcOffsetMinutes = utcOffsetMinutes
    self.host = host
    self.user = user
    self.set = set
    self.program = program
    self.comparedWith = comparedWith
    self.previous = previous
    self.root = root
    self.sources = sources
    self.counts = counts
    self.unreadable = unreadable
  }

  package init(decoding bytes: [UInt8]) throws(FormatError) {
    try ByteReader.checkLength(bytes.count, of: "snapshot", limit: Limits.maxSnapshotBytes)
    var input = ByteReader(bytes)
    time = try input.timestamp()
    let offsetOffset = input.offset
    let minutes = try input.signedVarint("UTC offset")
    let limit = Int64(Limits.maxUTCOffsetMinutes)
    guard (-limit...limit).contains(minutes) else {
      throw FormatError(
        field: "UTC offset", offset: offsetOffset, problem: "\(minutes) minutes are over a day")
    }
    utcOffsetMinutes = Int(minutes)
    host = try input.text("host", limit: Limits.maxNameBytes)
    user = try input.text("user", limit: Limits.maxNameBytes)
    set = try input.text("set", limit: Limits.maxNameBytes)
    program = try input.text("program", limit: Limits.maxNameBytes)
    comparedWith = try input.optionalBytes32("compared with").map(SnapshotID.init)
    previous = try input.optionalBytes32("previous").map(SnapshotID.init)
    let isList = try input.flag("root form")
    root = TreeReference(id: ChunkID(try input.bytes32("root ID")), isList: isList)
    sources = try Self.sources(from: &input)
    counts = try SnapshotCounts(from: &input)
    unreadable = try Self.unreadable(from: &input)
    try input.finish()
  }

  private static func sources(
    from input: inout ByteReader
  ) throws(FormatError) -> [[UInt8]] {
    let start = input.offset
    let count = try input.count("sources", limit: Limits.maxSources, itemBytes: 2)
    guard count > 0 else {
      throw FormatError(field: "sources", offset: start, problem: "none")
    }
    return try input.items(count) { input throws(FormatError) -> [UInt8] in
      let pathOffset = input.offset
      let path = try input.string("source", limit: Limits.maxPathBytes)
      guard isAbsolute(path) else {
        throw FormatError(field: "source", offset: pathOffset, problem: "no absolute path")
      }
      return path
    }
  }

  private static func unreadable(
    from input: inout ByteReader
  ) throws(FormatError) -> UnreadableEntries {
    let total = try input.varint("unreadable")
    let listedLimit = Int(min(total, UInt64(Limits.maxUnreadableListed)))
    let count = try input.count("unreadable listed", limit: listedLimit, itemBytes: 2)
    let listed = try input.items(count) { input throws(FormatError) -> UnreadablePath in
      let path = try input.string("unreadable path", limit: Limits.maxPathBytes)
      let reason = try input.text("reason", limit: Limits.maxReasonBytes)
      return UnreadablePath(path: path, reason: reason)
    }
    return UnreadableEntries(total: total, listed: listed)
  }

  private static func isAbsolute(_ path: [UInt8]) -> Bool {
    path.first == UInt8(ascii: "/") && !path.contains(0)
  }

  package func encoded() -> [UInt8] {
    precondition((1...Limits.maxSources).contains(sources.count))
    precondition(abs(utcOffsetMinutes) <= Limits.maxUTCOffsetMinutes)
    var output = ByteWriter(capacity: 512)
    output.timestamp(time)
    output.signedVarint(Int64(utcOffsetMinutes))
    for text in [host, user, set, program] { output.text(text, limit: Limits.maxNameBytes) }
    output.optionalBytes32(comparedWith?.bytes)
    output.optionalBytes32(previous?.bytes)
    output.flag(root.isList)
    output.bytes32(root.id.bytes)
    output.varint(sources.count)
    for source in sources {
      precondition(Self.isAbsolute(source), "a source is an absolute path")
      output.string(source, limit: Limits.maxPathBytes)
    }
    counts.encode(to: &output)
    output.varint(unreadable.total)
    output.varint(unreadable.listed.count)
    for entry in unreadable.listed {
      output.string(entry.path, limit: Limits.maxPathBytes)
      output.text(entry.reason, limit: Limits.maxReasonBytes)
    }
    return output.bytes
  }
}
