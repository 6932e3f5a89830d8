/// The name of a file in the repository, and so what the file is (FORMAT.md 2).
package enum RepositoryPath: Hashable, Sendable {
  case config(copy: Int)
  case keySlot(id: KeySlotID, copy: Int)
  case pack(PackID)
  case indexRun(SessionID, Int)
  case snapshot(SessionID)
  /// The number is R: its eight bytes, most significant first, are the 16 hex digits.
  case record(SessionID, UInt64)
  case intent(SessionID, beat: Int)
  case outcome(SessionID)
  case plan(Int)
  case waits(Int)
  case verdict(Int)
  case done(Int)
  case temporary(SessionID, Int)
  case readme
  case reserve

  /// Below the repository's folder, with `/` between the parts.
  package var name: String {
    switch self {
    case .config(let copy): return "config.\(copy)"
    case .keySlot(let id, let copy): return "keys/\(id).\(copy)"
    case .pack(let id):
      let digits = id.description
      return "packs/\(digits.prefix(2))/\(digits)"
    case .indexRun(let session, let number): return "index/\(session)-\(number)"
    case .snapshot(let session): return "snapshots/\(session)"
    case .record(let session, let number):
      let digits = withUnsafeBytes(of: number.bigEndian) { Hex.encode($0) }
      return "snapshots/\(session).\(digits)"
    case .intent(let session, let beat): return "sessions/\(session).\(beat)"
    case .outcome(let session): return "log/\(session)"
    case .plan(let number): return "gc/\(number).plan"
    case .waits(let number): return "gc/\(number).waits"
    case .verdict(let number): return "gc/\(number).verdict"
    case .done(let number): return "gc/\(number).done"
    case .temporary(let session, let number): return "tmp/\(session)-\(number)"
    case .readme: return "README"
    case .reserve: return "reserve"
    }
  }

  /// What the file's header must say; `nil` for files without one.
  ///
  /// A file of `gc` may also be a stub.
  package var fileKind: FileKind? {
    switch self {
    case .config: .config
    case .keySlot: .keySlot
    case .pack: .pack
    case .indexRun: .indexRun
    case .snapshot: .snapshot
    case .record: .record
    case .intent: .intent
    case .outcome: .outcome
    case .plan: .plan
    case .waits: .waits
    case .verdict: .verdict
    case .done: .done
    case .temporary, .readme, .reserve: nil
    }
  }
}

extension RepositoryPath: Comparable, CustomStringConvertible {
  /// Each path once, ascending by the bytes of its name.
  package static func ascending(_ paths: some Sequence<RepositoryPath>) -> [RepositoryPath] {
    // Names are made once for each path, not at each comparison.
    Set(paths).map { (name: Array($0.name.utf8), path: $0) }
      .sorted { $0.name.lexicographicallyPrecedes($1.name) }
      .map(\.path)
  }

  package static func < (left: Self, right: Self) -> Bool {
    left.name.utf8.lexicographicallyPrecedes(right.name.utf8)
  }

  package var description: String { name }
}
