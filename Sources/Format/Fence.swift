/// That a session is held for dead and may not count any more (FORMAT.md 10.2).
package struct Fence: Hashable, Sendable {
  /// The host that decided it.
  package let host: String
  package let time: Timestamp

  package init(host: String, time: Timestamp) {
    self.host = host
    self.time = time
  }
}
