/// What is left of a file of an older prune, so that its name is never free again (FORMAT.md 10.4).
package struct PruneStub: Equatable, Sendable {
  package let number: Int
  /// Plan, waits, verdict or done.
  package let replacedKind: FileKind
  /// SHA-256 of the file that stood here.
  package let replacedHash: Bytes32

  package init(number: Int, replacedKind: FileKind, replacedHash: Bytes32) {
    precondition(Self.isReplaceable(replacedKind))
    self.number = number
    self.replacedKind = replacedKind
    self.replacedHash = replacedHash
  }

  package init(decoding bytes: [UInt8]) throws(FormatError) {
    var input = ByteReader(bytes)
    number = try input.length("number", limit: Int.max)
    let kindOffset = input.offset
    replacedKind = try input.choice("file kind")
    guard Self.isReplaceable(replacedKind) else {
      throw FormatError(
        field: "file kind", offset: kindOffset, problem: "no stub stands for \(replacedKind)")
    }
    replacedHash = try input.bytes32("replaced hash")
    try input.finish()
  }

  private static func isReplaceable(_ kind: FileKind) -> Bool {
    switch kind {
    case .plan, .waits, .verdict, .done: true
    case .config, .keySlot, .pack, .indexRun, .snapshot, .record, .intent, .outcome, .stub: false
    }
  }

  package func encoded() -> [UInt8] {
    var output = ByteWriter(capacity: 48)
    output.varint(number)
    output.integer(replacedKind.rawValue)
    output.bytes32(replacedHash)
    return output.bytes
  }
}
