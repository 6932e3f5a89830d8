import Format
package import Repository

extension SnapshotName {
  /// What the snapshot is wanted for.
  package enum Purpose: Sendable {
    /// `latest` over several sets is a guess, good enough to look at something.
    case reading
    /// Not good enough to write it over files.
    case restoring
    /// Nor to bring it back, among those that were forgotten.
    case undeleting

    /// What to do about one that is not there.
    fileprivate var seeAll: String {
      switch self {
      case .reading, .restoring: "see which there are: martlet snapshots"
      case .undeleting: "see which can be brought back: martlet undelete"
      }
    }
  }

  /// The snapshot that a name means.
  package struct Match: Sendable {
    package let snapshot: CatalogedSnapshot
    /// Sets beside its own that the name could have meant as well.
    package let otherSets: Int
  }

  /// Finds it among `snapshots`, which ascend by time.
  ///
  /// `latest~2` counts in the set of the newest snapshot of all. Throws if there is none or the
  /// name is ambiguous; then the advice lists the candidates.
  package func find(
    in snapshots: [CatalogedSnapshot], for purpose: Purpose, calendar: any LocalCalendar
  ) throws(SnapshotNameError) -> Match {
    let members = set.isEmpty ? snapshots : try self.members(of: snapshots)
    switch base {
    case .id(let prefix):
      return Match(snapshot: try one(of: members, prefix, for: purpose), otherSets: 0)
    case .latest(let back): return try latest(of: members, back: back, for: purpose)
    case .moment(let moment):
      let candidates = try members.begun(by: moment, calendar, for: purpose)
      return try latest(of: candidates, back: 0, for: purpose)
    }
  }

  private func one(
    of snapshots: [CatalogedSnapshot], _ prefix: String, for purpose: Purpose
  ) throws(SnapshotNameError) -> CatalogedSnapshot {
    let candidates = snapshots.filter { $0.id.description.hasPrefix(prefix) }
    guard let first = candidates.first else {
      let place = set.isEmpty ? "" : " of \(String(decoding: set, as: UTF8.self))"
      throw SnapshotNameError(
        problem: "no snapshot's ID\(place) begins with \(prefix)", advice: purpose.seeAll)
    }
    guard candidates.count == 1 else {
      throw SnapshotNameError(
        problem: "the IDs of \(candidates.count) snapshots begin with \(prefix)",
        advice: "type more of it: \(Self.list(candidates))")
    }
    return first
  }

  private func latest(
    of snapshots: [CatalogedSnapshot], back: Int, for purpose: Purpose
  ) throws(SnapshotNameError) -> Match {
    guard let newest = snapshots.last else { throw Self.noSnapshots }
    let sets = Dictionary(grouping: snapshots) { SnapshotSet(of: $0.snapshot) }
    if purpose != .reading, sets.count > 1 {
      throw ambiguous(sets)
    }
    let own = sets[SnapshotSet(of: newest.snapshot)] ?? []
    guard back < own.count else {
      let number = own.count == 1 ? "1 snapshot" : "\(own.count) snapshots"
      throw SnapshotNameError(
        problem: "there is no \(self): the set has \(number)", advice: purpose.seeAll)
    }
    return Match(snapshot: own[own.count - 1 - back], otherSets: sets.count - 1)
  }

  func ambiguous(_ sets: [SnapshotSet: [CatalogedSnapshot]]) -> SnapshotNameError {
    let newestOfEach = sets.values.compactMap(\.last)
      .sorted { ($0.snapshot.time, $0.id) > ($1.snapshot.time, $1.id) }
    return SnapshotNameError(
      problem: "\(self) could mean a snapshot of \(sets.count) sets",
      advice: "name one by its ID: \(Self.list(newestOfEach))")
  }
}

extension [CatalogedSnapshot] {
  /// Those begun by the end of that day, minute or second.
  fileprivate func begun(
    by moment: CalendarMoment, _ calendar: any LocalCalendar, for purpose: SnapshotName.Purpose
  ) throws(SnapshotNameError) -> [CatalogedSnapshot] {
    guard let oldest = first else { throw SnapshotName.noSnapshots }
    guard let end = calendar.end(of: moment) else {
      throw SnapshotNameError(
        problem: "the calendar of this machine has no \(moment)", advice: purpose.seeAll)
    }
    let candidates = filter { $0.snapshot.time <= end }
    guard candidates.isEmpty else { return candidates }
    let time = calendar.text(of: oldest.snapshot.time)
    throw SnapshotNameError(
      problem: "there was no snapshot yet by the end of \(moment)",
      advice: "the oldest is \(SnapshotName.list([oldest])), of \(time)")
  }
}

// MARK: what is said of snapshots

extension SnapshotName {
  static let noSnapshots = SnapshotNameError(
    problem: "there are no snapshots", advice: "make one: martlet backup PATH")
  private static let maxListed = 10

  static func list(_ candidates: [CatalogedSnapshot]) -> String {
    let isOfOneHost = Set(candidates.map(\.snapshot.host)).count == 1
    let shown = candidates.prefix(maxListed).map { candidate in
      "\(shortest(candidate, candidates)) of \(SnapshotSet(of: candidate.snapshot).text)"
        + (isOfOneHost ? "" : " on \(candidate.snapshot.host)")
    }
    let rest = candidates.count - shown.count
    return shown.joined(separator: "; ") + (rest > 0 ? "; and \(rest) more" : "")
  }

  /// Eight digits of the ID, or as many more as tell it from the other candidates.
  private static func shortest(
    _ candidate: CatalogedSnapshot, _ candidates: [CatalogedSnapshot]
  ) -> String {
    let id = candidate.id.description
    let isUnique = candidates.allSatisfy { other in
      other.id == candidate.id || !other.id.description.hasPrefix(candidate.id.short)
    }
    return isUnique ? candidate.id.short : id
  }
}
