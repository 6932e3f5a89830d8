/// How a person names a snapshot and a path in it: "a3f81c2e", "latest~2:docs/tax.pdf",
/// "docs@yesterday".
package struct SnapshotName: Hashable, Sendable {
  package enum Base: Hashable, Sendable {
    /// How the ID begins: lower-case hexadecimal digits, at least one.
    case id(prefix: String)
    /// That many snapshots before the newest one of a set.
    case latest(back: Int)
    /// The state as of then: the newest snapshot that was begun by the end of the day, minute or
    /// second. So `@yesterday` is the last one before midnight, be it days older.
    case moment(CalendarMoment)
  }

  package let base: Base
  /// Which set is meant, raw bytes: its name, or a source of it; empty where none is given.
  ///
  /// It means the set of that name; or else, of the sets without a name, those with exactly this
  /// source; or else those with a source whose last component this is.
  package let set: [UInt8]
  /// What follows the colon, raw bytes; empty where there is none.
  package let path: [UInt8]

  package init(_ base: Base, set: [UInt8] = [], path: [UInt8] = []) {
    self.base = base
    self.set = set
    self.path = path
  }
}

extension SnapshotName: CustomStringConvertible {
  /// Without the path.
  package var description: String {
    let set = String(decoding: self.set, as: UTF8.self)
    return switch base {
    case .moment(let moment): "\(set)@\(moment)"
    case .id(let prefix): self.set.isEmpty ? prefix : "\(set)@\(prefix)"
    case .latest(let back):
      (self.set.isEmpty ? "latest" : "\(set)@latest") + (back == 0 ? "" : "~\(back)")
    }
  }
}
