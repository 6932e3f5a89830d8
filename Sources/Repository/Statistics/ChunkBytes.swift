import Format

/// Copies of chunks on their way from plaintext to sealed frames (FORMAT.md 5), added up.
package struct ChunkBytes: Equatable, Sendable {
  package var count = 0
  /// Of them, those stored as the difference from another.
  package var deltas = 0
  /// Plaintext.
  package var raw = 0
  /// In the forms in which frames hold them: in full, or as deltas.
  package var form = 0
  /// Their shares of the sealed frames; see `IndexedCopy.storedShare`.
  package var stored = 0

  package init() {}

  /// Below zero if deltas are longer than what they stand for.
  package var savedByDelta: Int { raw - form }
  /// What sealing adds, 40 bytes a frame, is taken off: below zero for what does not compress.
  package var savedByCompression: Int { form - stored }

  mutating func add(_ copy: IndexedCopy) {
    count += 1
    deltas += copy.delta == nil ? 0 : 1
    raw += copy.rawLength
    form += copy.formLength
    stored += copy.storedShare
  }
}

extension IndexedCopy {
  /// Bytes in the raw bytes of its frame.
  var formLength: Int { delta?.storedLength ?? rawLength }

  /// What of the sealed frame is this copy's, by its part of the raw bytes.
  ///
  /// Rounded so that the shares of all copies in a frame are the whole frame: each is the part up
  /// to its end less the part up to its start.
  var storedShare: Int {
    guard frame.rawLength > 0 else { return 0 }
    let start = position * frame.storedLength / frame.rawLength
    return (position + formLength) * frame.storedLength / frame.rawLength - start
  }
}
