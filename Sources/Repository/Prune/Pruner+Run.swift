import Format
import Pipelines
import Storage

/// What one prune has listed, for the steps that come after.
struct PruneNotes {
  /// The newest beat of every session with a sign, of the listing that the waits are made from.
  var listed: [SessionID: Int] = [:]
  /// The same of the sessions that are waited for, with the sessions that have an outcome.
  var signs: [SessionID: Int] = [:]
  var outcomes: Set<SessionID> = []
  var view: PruneView?
  /// Whether the verdict is known to be durable.
  var isDecided = false
  var verdictHash = Bytes32.zero
  /// What stood there when deleting began.
  var there: StoredFiles?
}

extension Pruner {
  typealias Call = PrunerCall<RepositoryNames>
  typealias Reply = PrunerReply<RepositoryNames>

  /// Makes one call after the other until there is none; `plan` creates a plan, and moves what is
  /// to be moved.
  func run(
    _ plan: (_ number: Int, _ report: inout PruneReport) throws -> Reply
  ) throws -> PruneReport {
    var steps = PrunerSteps<RepositoryNames>()
    var notes = PruneNotes()
    var report = PruneReport()
    while true {
      switch steps.next {
      case .end: return report
      case .createPlan(let number): steps.receive(try plan(number, &report))
      case let call: steps.receive(try perform(call, &notes, &report))
      }
    }
  }

  private func perform(
    _ call: Call, _ notes: inout PruneNotes, _ report: inout PruneReport
  ) throws -> Reply {
    switch call {
    case .listCollection: return .collection(try CollectionState.numbers(files))
    // The plan is read when it is judged; what is to be moved was moved with its creation.
    case .createPlan, .readPlan, .repack, .end: return .done
    case .listSessions, .createWaits, .readWaits, .judge, .fence:
      return try performOnSessions(call, &notes, &report)
    case .listLog:
      try cancellation.check()
      // All listings of P3, in their order, begin with this one.
      notes.view = try PruneView.load(repository, indexFolder: indexFolder)
      return .done
    case .listSnapshots: return .done
    case .createVerdict(let number):
      if let view = notes.view { notes.isDecided = try decide(number, view, &report) }
      notes.view = nil
      return .done
    case .readVerdict, .delete, .listObsoleteCommits, .removeCommit, .createDone:
      return try performOnVerdict(call, &notes, &report)
    // Stubs would save little as long as plans and verdicts are small.
    case .replaceByStubs: return .done
    }
  }
}
