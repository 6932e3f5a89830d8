extension RepositoryPath {
  /// `nil` for a foreign name [2-a].
  ///
  /// A name is one of ours exactly if it is what its path would be named: so other spellings of a
  /// number or of hex digits are foreign.
  package init?(name: String) {
    let parts = name.split(separator: "/", omittingEmptySubsequences: false)
    guard let path = Self.read(parts), path.name.utf8.elementsEqual(name.utf8) else { return nil }
    self = path
  }

  private static func read(_ parts: [Substring]) -> RepositoryPath? {
    guard let last = parts.last else { return nil }
    switch parts.dropLast() {
    case []:
      return last == "README" ? .readme : last == "reserve" ? .reserve : config(last)
    case ["keys"]: return keySlot(last)
    case ["index"]: return numbered(last, "-").map { .indexRun($0.session, $0.number) }
    case ["snapshots"]: return SessionID(hex: last).map { .snapshot($0) } ?? record(last)
    case ["sessions"]: return numbered(last, ".").map { .intent($0.session, beat: $0.number) }
    case ["log"]: return SessionID(hex: last).map { .outcome($0) }
    case ["gc"]: return prune(last)
    case ["tmp"]: return numbered(last, "-").map { .temporary($0.session, $0.number) }
    default: return parts.first == "packs" && parts.count == 3 ? pack(last) : nil
    }
  }

  private static func config(_ name: Substring) -> RepositoryPath? {
    guard let (stem, copy) = pair(name, "."), stem == "config", let copy = Int(copy) else {
      return nil
    }
    return (0...1).contains(copy) ? .config(copy: copy) : nil
  }

  private static func keySlot(_ name: Substring) -> RepositoryPath? {
    guard let (digits, copy) = pair(name, "."), let id = KeySlotID(hex: digits),
      let copy = Int(copy)
    else { return nil }
    return (0...1).contains(copy) ? .keySlot(id: id, copy: copy) : nil
  }

  private static func pack(_ digits: Substring) -> RepositoryPath? {
    guard let bytes = Hex.decode(digits), let id = Bytes32(bytes) else { return nil }
    return .pack(PackID(id))
  }

  private static func record(_ name: Substring) -> RepositoryPath? {
    guard let (session, digits) = pair(name, "."), let session = SessionID(hex: session),
      let number = UInt64(digits, radix: 16)
    else { return nil }
    return .record(session, number)
  }

  private static func prune(_ name: Substring) -> RepositoryPath? {
    guard let (digits, what) = pair(name, "."), let number = Int(digits), number >= 1 else {
      return nil
    }
    switch what {
    case "plan": return .plan(number)
    case "waits": return .waits(number)
    case "verdict": return .verdict(number)
    case "done": return .done(number)
    default: return nil
    }
  }

  private static func numbered(
    _ name: Substring, _ separator: Character
  ) -> (session: SessionID, number: Int)? {
    guard let (session, digits) = pair(name, separator), let session = SessionID(hex: session),
      let number = Int(digits), number >= 0
    else { return nil }
    return (session, number)
  }

  private static func pair(
    _ name: Substring, _ separator: Character
  ) -> (Substring, Substring)? {
    guard let middle = name.firstIndex(of: separator) else { return nil }
    return (name[..<middle], name[name.index(after: middle)...])
  }
}
