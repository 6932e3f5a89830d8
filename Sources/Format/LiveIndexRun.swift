/// An index run that a verdict keeps, and the SHA-256 of its file (FORMAT.md 10.4).
package struct LiveIndexRun: Hashable, Sendable {
  package let session: SessionID
  package let number: Int
  package let fileHash: Bytes32

  package init(session: SessionID, number: Int, fileHash: Bytes32) {
    self.session = session
    self.number = number
    self.fileHash = fileHash
  }

  static func precedes(_ left: Self, _ right: Self) -> Bool {
    left.session == right.session ? left.number < right.number : left.session < right.session
  }
}
