import Format

@testable import Repository

extension RepositoryState {
  /// A state in which nothing is condemned and nothing gone.
  static let empty = RepositoryState.with()

  static func with(
    condemned: Set<PackID> = [], dropped: Set<PackID> = []
  ) -> RepositoryState {
    RepositoryState(
      epoch: 0, verdict: 0, condemned: condemned, dropped: dropped, removed: [], runs: [],
      snapshots: [], outcomes: [:], damage: [])
  }
}
