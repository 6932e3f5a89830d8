import Format
package import Repository

extension SnapshotName {
  /// What the snapshot is wanted for: `latest` over several sets is a guess, good enough to look at
  /// something, not to write it over files.
  package enum Purpose: Sendable { case reading, restoring }

  /// The snapshot that a name means.
  package struct Match: Sendable {
    package let snapshot: CatalogedSnapshot
    /// Sets beside its own that `latest` could have meant as well.
    package let otherSets: Int
  }

  /// Finds it among `snapshots`, which ascend by time.
  ///
  /// `latest~2` counts in the set of the newest snapshot of all. Throws if there is none or the
  /// name is ambiguous; then the advice lists the candidates.
  package func find(
    in snapshots: [CatalogedSnapshot], for purpose: Purpose
  ) throws(SnapshotNameError) -> Match {
    switch base {
    case .id(let prefix): Match(snapshot: try one(of: snapshots, prefix), otherSets: 0)
    case .latest(let back): try latest(of: snapshots, back: back, for: purpose)
    }
  }

  private func one(
    of snapshots: [CatalogedSnapshot], _ prefix: String
  ) throws(SnapshotNameError) -> CatalogedSnapshot {
    let candidates = snapshots.filter { $0.id.description.hasPrefix(prefix) }
    guard let first = candidates.first else {
      throw SnapshotNameError(
        problem: "no snapshot's ID begins with \(self)", advice: Self.seeAll)
    }
    guard candidates.count == 1 else {
      throw SnapshotNameError(
        problem: "the IDs of \(candidates.count) snapshots begin with \(self)",
        advice: "type more of it: \(Self.list(candidates))")
    }
    return first
  }

  private func latest(
    of snapshots: [CatalogedSnapshot], back: Int, for purpose: Purpose
  ) throws(SnapshotNameError) -> Match {
    guard let newest = snapshots.last else {
      throw SnapshotNameError(
        problem: "there are no snapshots", advice: "make one: martlet backup PATH")
    }
    let sets = Dictionary(grouping: snapshots) { SnapshotSet(of: $0.snapshot) }
    if purpose == .restoring, sets.count > 1 {
      let newestOfEach = sets.values.compactMap(\.last)
        .sorted { ($0.snapshot.time, $0.id) > ($1.snapshot.time, $1.id) }
      throw SnapshotNameError(
        problem: "\(self) could mean a snapshot of \(sets.count) sets",
        advice: "name one by its ID: \(Self.list(newestOfEach))")
    }
    let own = sets[SnapshotSet(of: newest.snapshot)] ?? []
    guard back < own.count else {
      let number = own.count == 1 ? "1 snapshot" : "\(own.count) snapshots"
      throw SnapshotNameError(
        problem: "there is no \(self): the set has \(number)", advice: Self.seeAll)
    }
    return Match(snapshot: own[own.count - 1 - back], otherSets: sets.count - 1)
  }

  private static let seeAll = "see which there are: martlet snapshots"
  private static let maxListed = 10

  private static func list(_ candidates: [CatalogedSnapshot]) -> String {
    let shown = candidates.prefix(maxListed).map { candidate in
      let set = SnapshotSet(of: candidate.snapshot)
      let sources = set.sources.map { String(decoding: $0, as: UTF8.self) }
      return "\(shortest(candidate, candidates)) of "
        + (set.name.isEmpty ? sources.joined(separator: ", ") : set.name)
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
