/// A snapshot that a verdict keeps, and the SHA-256 of its file (FORMAT.md 10.4).
package struct LiveSnapshot: Hashable, Sendable {
  package let session: SessionID
  package let fileHash: Bytes32

  package init(session: SessionID, fileHash: Bytes32) {
    self.session = session
    self.fileHash = fileHash
  }

  static func precedes(_ left: Self, _ right: Self) -> Bool { left.session < right.session }
}
