import Format
import LocalState
import Repository
import Snapshots
import Storage

/// Forgets snapshots of an open repository: shows which and why, and what that frees, then does it.
struct ForgetRun {
  enum Space {
    case freed
    /// Left to a later prune.
    case kept
  }

  enum Detail {
    /// What becomes of each snapshot, then what was done.
    case decisions
    /// What was done, if anything was, and what was not.
    case outcome(_ heading: String?)
  }

  enum Choice {
    case named([CatalogedSnapshot])
    case ruled(ForgetPlan)

    var forgotten: [CatalogedSnapshot] {
      switch self {
      case .named(let snapshots): snapshots
      case .ruled(let plan): plan.forgotten
      }
    }
  }

  let pruning: PruneRun
  let space: Space
  /// Only says what would be done.
  let isDryRun: Bool
  var detail = Detail.decisions

  private var invocation: Invocation { pruning.invocation }
  private var output: Output { invocation.output }

  /// Throws `refused` for a snapshot that is pinned, and where rules would leave nothing of a set.
  func perform(_ choose: (SnapshotCatalog) throws -> Choice) throws -> ExitCode {
    // A prune that waits for somebody keeps this one from beginning.
    let begun = space == .freed && !isDryRun ? try pruning.resume() : nil
    let isBlocked = begun?.waiting.isEmpty == false
    var choice = Choice.named([])
    var plan: PruneRun.Plan?
    if space == .freed, !isBlocked {
      plan = try pruning.plan { catalog in
        choice = try checked(try choose(catalog))
        return Set(choice.forgotten.map(\.id))
      }
    } else {
      choice = try checked(try choose(try invocation.catalog(of: pruning.repository)))
    }
    let text = ForgetText(
      choice: choice, proposal: plan?.proposal, location: pruning.location, isDryRun: isDryRun,
      now: invocation.surroundings.clock.now)
    switch detail {
    case .decisions: text.showPlan(output)
    case .outcome(let heading):
      if let heading { output.heading(heading) }
      text.showDoubts(output)
    }
    guard !isDryRun else {
      text.showEnd(nil, output)
      return text.exitCode
    }
    try forget(choice.forgotten)
    var report = begun
    if let plan {
      let freed = try pruning.perform(plan, afterForgetting: choice.forgotten.count)
      report = begun.map { $0 + freed } ?? freed
    }
    text.showEnd(report, output)
    invocation.record?.note { $0.message = text.sentence(report) }
    return text.exitCode.worse(report?.exitCode ?? .done)
  }

  private func checked(_ choice: Choice) throws -> Choice {
    switch choice {
    case .named(let snapshots):
      if let pinned = snapshots.first(where: \.remarks.isPinned) {
        throw Failure(
          .refused, "snapshot \(pinned.id.short) is pinned, and so nothing was forgotten",
          advice: "If it may go: martlet pin --remove \(pinned.id.short)")
      }
    case .ruled(let plan):
      if let newest = plan.emptied.first {
        throw Failure(
          .refused,
          "the rules would keep nothing of \(Wording.setOnHost(newest.snapshot)), and so nothing "
            + "was forgotten",
          advice: "Give a rule that keeps some, such as --keep-last 1; to drop all of them, name "
            + "them")
      }
    }
    return choice
  }

  /// Durable when this returns.
  private func forget(_ snapshots: [CatalogedSnapshot]) throws {
    let repository = pruning.repository
    try repository.perform(try repository.plan([.forget(true)], about: snapshots))
    invocation.openHistory()?.noteForgotten(snapshots.map(\.id))
  }
}
