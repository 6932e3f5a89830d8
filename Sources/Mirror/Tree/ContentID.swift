package import Format

/// What the bytes of a file are, as far as the planner cares: equal IDs are equal bytes.
///
/// Of a file in a repository it is made from the IDs of its chunks (`ContentID.init(of:)`), which
/// costs no reading: one repository cuts and names equal bytes alike, holes or not (FORMAT.md 7.3).
/// It means nothing in another repository; what people see, and what decides a tie, is the SHA-256
/// of the bytes (`MirrorOptions.digest`).
package struct ContentID: Hashable, Sendable {
  package let bytes: Bytes32

  package init(_ bytes: Bytes32) {
    self.bytes = bytes
  }
}
