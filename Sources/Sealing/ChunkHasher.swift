package import Format

/// Names chunks: HMAC-SHA256 under the repository's chunk-ID key; one per worker thread.
///
/// Keyed, so that an ID tells nothing about known plaintexts to whoever lacks the key.
package final class ChunkHasher {
  private let authentication: MessageAuthentication

  package init(keyring: Keyring) throws(SealingError) {
    authentication = try MessageAuthentication(key: keyring.chunkIDKey)
  }

  /// The ID of a chunk: the code of its kind as one byte, then the plaintext (FORMAT.md 3.4).
  package func id(
    kind: UInt8, _ plaintext: UnsafeRawBufferPointer
  ) throws(SealingError) -> ChunkID {
    try withUnsafeBytes(of: kind) { (kind) throws(SealingError) in
      ChunkID(try authentication.code(kind, plaintext))
    }
  }

  package func id(kind: UInt8, _ plaintext: [UInt8]) throws(SealingError) -> ChunkID {
    try plaintext.withRawBytes { (bytes) throws(SealingError) in try id(kind: kind, bytes) }
  }

  /// The code of label ‖ bytes: names that are not chunk IDs, such as a snapshot's.
  ///
  /// A label starts with a letter and none begins with another, a chunk ID's kind is a small
  /// number: no name of one sort is ever computed as one of another.
  package func keyedHash(label: String, _ bytes: [UInt8]) throws(SealingError) -> Bytes32 {
    try Array(label.utf8).withRawBytes { (label) throws(SealingError) in
      try bytes.withRawBytes { (bytes) throws(SealingError) in
        try authentication.code(label, bytes)
      }
    }
  }
}
