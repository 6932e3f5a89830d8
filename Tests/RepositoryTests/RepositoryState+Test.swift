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

  /// What a session sees that announces itself now.
  static func loadForWriting(_ files: SealedFiles) throws -> RepositoryState {
    var steps = WriterSteps<Int>.announced
    return try load(files, for: &steps)
  }
}

extension WriterSteps<Int> {
  /// Of a session whose intent is there.
  static var announced: WriterSteps<Int> {
    var steps = WriterSteps()
    steps.receive(.done)
    return steps
  }
}
