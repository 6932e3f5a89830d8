/// What a name that is one of several of an inode shares with the others (FORMAT.md 7.3).
struct HardLink: Sendable {
  enum Place: Sendable {
    /// The name that the group is called after; the entry is read under it.
    case first
    case further
    /// All names were met: nothing need be kept any longer.
    case last
  }

  let group: UInt64
  let place: Place

  /// Whether the entry was met before under another name.
  var isFurther: Bool { place != .first }
}
