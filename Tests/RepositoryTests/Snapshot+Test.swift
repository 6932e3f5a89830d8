import Format

extension Snapshot {
  /// A snapshot of one folder.
  static func test(root: TreeReference, seconds: Int64 = 1) -> Snapshot {
    Snapshot(
      time: Timestamp(seconds: seconds, nanoseconds: 0), utcOffsetMinutes: 0, host: "host",
      user: "user", set: "", program: "test", comparedWith: nil, previous: nil, root: root,
      sources: [Array("/source".utf8)], counts: SnapshotCounts(), unreadable: UnreadableEntries())
  }
}
