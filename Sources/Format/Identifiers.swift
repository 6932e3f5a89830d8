/// The name of a chunk: a keyed hash of its kind and plaintext (FORMAT.md 3.4).
///
/// Equal plaintexts in one repository have equal IDs, which is what deduplication rests on. Two
/// repositories name the same plaintext differently, so an ID tells nothing to whoever lacks the
/// key. An ID says *what* a chunk is, never *where*: that is the index's business.
package struct ChunkID: Hashable, Comparable, Sendable {
  package let bytes: Bytes32

  package init(_ bytes: Bytes32) {
    self.bytes = bytes
  }

  package static func < (left: Self, right: Self) -> Bool { left.bytes < right.bytes }
}

/// The name of a pack: the SHA-256 of its bytes, so that anyone can verify it without a key.
package struct PackID: Hashable, Comparable, Sendable {
  package let bytes: Bytes32

  package init(_ bytes: Bytes32) {
    self.bytes = bytes
  }

  package static func < (left: Self, right: Self) -> Bool { left.bytes < right.bytes }
}

/// What a repository is, wherever it is copied to: 32 random bytes, the salt of every derived key.
package struct RepositoryID: Hashable, Sendable {
  package let bytes: Bytes32

  package init(_ bytes: Bytes32) {
    self.bytes = bytes
  }
}

/// The name of a snapshot: a keyed hash of its body (FORMAT.md 8.1).
package struct SnapshotID: Hashable, Comparable, Sendable {
  package let bytes: Bytes32

  package init(_ bytes: Bytes32) {
    self.bytes = bytes
  }

  package static func < (left: Self, right: Self) -> Bool { left.bytes < right.bytes }
}

extension ChunkID: CustomStringConvertible {
  package var description: String { Hex.encode(bytes.bytes) }
}

extension PackID: CustomStringConvertible {
  package var description: String { Hex.encode(bytes.bytes) }
}

extension SnapshotID: CustomStringConvertible {
  package var description: String { Hex.encode(bytes.bytes) }

  /// What people see and type.
  package var short: String { String(description.prefix(8)) }
}
