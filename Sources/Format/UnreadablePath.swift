/// An entry that a backup could not read, and why (FORMAT.md 8.1).
package struct UnreadablePath: Hashable, Sendable {
  package let path: [UInt8]
  /// A clause for people: "permission denied".
  package let reason: String

  package init(path: [UInt8], reason: String) {
    self.path = path
    self.reason = reason
  }
}

/// The entries that a backup could not read: all counted, the first of them named.
package struct UnreadableEntries: Hashable, Sendable {
  package let total: UInt64
  /// At most 1 000, and no more than `total`.
  package let listed: [UnreadablePath]

  package init(total: UInt64 = 0, listed: [UnreadablePath] = []) {
    precondition(UInt64(listed.count) <= total && listed.count <= Limits.maxUnreadableListed)
    self.total = total
    self.listed = listed
  }
  /// Counts all of them and names as many as a snapshot has room for, whatever their paths.
  package init(naming all: [UnreadablePath]) {
    var bytes = 0
    let listed = all.prefix(Limits.maxUnreadableListed).prefix { entry in
      bytes += entry.path.count + entry.reason.utf8.count
      return bytes <= Limits.maxSnapshotBytes / 4
    }
    self.init(total: UInt64(all.count), listed: Array(listed))
  }
}
