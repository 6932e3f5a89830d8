/// Entries that can be made from another one of this restore, which comes first: names of one
/// inode, files with the same contents.
///
/// The first one leads. The others wait until it is there and are made from it; if it fails, the
/// next one leads.
struct RestoreLeaders<Key: Hashable> {
  enum Role {
    case leads
    case waits
    case follows(RestoredPlace)
  }

  private enum Group {
    case pending([RestoredEntry])
    case there(RestoredPlace)
  }

  private var groups: [Key: Group] = [:]

  /// What is to be done about an entry; one that waits is kept here.
  mutating func role(of entry: RestoredEntry, in key: Key) -> Role {
    switch groups[key] {
    case nil:
      groups[key] = .pending([])
      return .leads
    case .pending(var waiting)?:
      groups[key] = nil
      waiting.append(entry)
      groups[key] = .pending(waiting)
      return .waits
    case .there(let place)?: return .follows(place)
    }
  }

  /// The leader is there; returns those who waited for it.
  mutating func isThere(_ key: Key, at place: RestoredPlace) -> [RestoredEntry] {
    defer { groups[key] = .there(place) }
    if case .pending(let waiting)? = groups[key] { return waiting }
    return []
  }

  /// There will be no leader to follow; returns those who waited, each of whom asks again.
  mutating func failed(_ key: Key) -> [RestoredEntry] {
    guard case .pending(let waiting)? = groups[key] else { return [] }
    groups[key] = nil
    return waiting
  }

  /// Everything that waits; there are no leaders any more.
  mutating func giveUp() -> [RestoredEntry] {
    defer { groups = [:] }
    return groups.values.flatMap { group in
      guard case .pending(let waiting) = group else { return [RestoredEntry]() }
      return waiting
    }
  }

  /// An entry could not be made from the leader, which has no further name to give: it leads now.
  mutating func replaceLeader(_ key: Key) { groups[key] = .pending([]) }
}
