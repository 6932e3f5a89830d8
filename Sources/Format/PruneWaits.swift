/// The sessions that the n-th prune waits for: those that may not have seen its plan
/// (FORMAT.md 10.4).
package struct PruneWaits: Equatable, Sendable {
  package let number: Int
  /// Ascending.
  package let sessions: [SessionID]

  /// The sessions may come in any order and with repetitions.
  package init(number: Int, sessions: some Sequence<SessionID>) {
    self.number = number
    self.sessions = Set(sessions).sorted()
  }

  package init(decoding bytes: [UInt8]) throws(FormatError) {
    try ByteReader.checkLength(bytes.count, of: "waits", limit: Limits.maxPruneFileBytes)
    var input = ByteReader(bytes)
    number = try input.length("number", limit: Int.max)
    sessions = try input.sessionIDs("session")
    try input.finish()
  }

  package func encoded() -> [UInt8] {
    var output = ByteWriter(capacity: 32 + sessions.count * SessionID.byteCount)
    output.varint(number)
    output.varint(sessions.count)
    for session in sessions { output.append(session.bytes) }
    return output.bytes
  }
}
