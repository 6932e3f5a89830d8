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
}
