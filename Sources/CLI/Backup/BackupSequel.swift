import Pipelines

/// What a profile wants done once its backup has ended: done one after the other, and told of where
/// an interruption leaves something undone.
struct BackupSequel {
  struct Errand {
    /// What the configuration calls it: "check", "keep at nas".
    let name: String
    /// Throws `interrupted`; whatever else goes wrong it tells itself.
    let act: () throws(Failure) -> ExitCode
  }

  private let snapshots: [String]
  private let interruption: Interruption
  /// By their names.
  private var undone: [String]
  /// Of what was interrupted.
  private var remark = ""
  /// Nothing more is begun.
  private var isOver = false
  private(set) var exitCode = ExitCode.done

  init(_ outcomes: [BackupOutcome], _ errands: [Errand], _ interruption: Interruption) {
    snapshots = outcomes.compactMap(\.snapshot)
    undone = errands.map(\.name)
    self.interruption = interruption
  }

  /// Does one after the other until the run is to stop.
  mutating func run(_ errands: [Errand]) {
    for errand in errands where !interruption.cancellation.isCancelled { _ = perform(errand) }
  }

  /// Does what has to be done in any case, unless that itself is interrupted.
  mutating func finish(_ errand: Errand?) {
    guard let errand, !isOver else { return }
    isOver = !perform(errand)
  }

  /// `false` when it was interrupted.
  private mutating func perform(_ errand: Errand) -> Bool {
    interruption.prepare(failure)
    do throws(Failure) {
      exitCode = exitCode.worse(try errand.act())
    } catch {
      exitCode = exitCode.worse(error.code)
      // That nothing was changed is said of one errand, and would be read of the whole run.
      if error != Failure(Cancelled()) { remark = ". \(error.advice)" }
      return false
    }
    undone.removeAll { $0 == errand.name }
    return true
  }

  /// Whether something is left undone.
  var isInterrupted: Bool { !undone.isEmpty }

  /// What is kept, and what is not done.
  var failure: Failure {
    let saved = Wording.list(snapshots, limit: 3)
    let kept =
      switch snapshots.count {
      case 0: "Not done: "
      case 1: "Snapshot \(saved) is saved; not done: "
      default: "Snapshots \(saved) are saved; not done: "
      }
    return .interrupted(advice: kept + undone.joined(separator: ", ") + remark)
  }
}
