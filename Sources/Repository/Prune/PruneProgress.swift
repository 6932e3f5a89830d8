import Format
import Storage

/// How far the newest prune has come, by the names in `gc`.
struct PruneProgress: Equatable {
  /// n: the newest plan; 0 before the first.
  private(set) var plan = 0
  private(set) var hasWaits = false
  private(set) var hasVerdict = false
  private(set) var isDone = false

  init(_ files: SealedFiles) throws(RepositoryError) {
    let paths = try files.list("gc").compactMap { RepositoryPath(name: $0.name) }
    for case .plan(let number) in paths { plan = max(plan, number) }
    hasWaits = paths.contains(.waits(plan))
    hasVerdict = paths.contains(.verdict(plan))
    isDone = paths.contains(.done(plan))
  }

  /// A prune was stopped, left something for later, or is at work elsewhere.
  var isUnfinished: Bool { plan > 0 && !isDone }
}
