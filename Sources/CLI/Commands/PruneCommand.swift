import ArgumentParser
import LocalState
import Repository
import Storage

/// `martlet prune`: frees what no snapshot needs.
struct PruneCommand: UnlockingCommand {
  static let configuration = CommandConfiguration(
    commandName: "prune", abstract: "Free the space of what no snapshot needs.",
    discussion: """
      Backups may go on meanwhile, here and on other machines: what they are about to use stays. \
      If one is running that began before, nothing is removed until it has ended. A prune that \
      was interrupted is finished by the next one.
      """)

  static let examples = [
    CommandExample("martlet prune -n", "What would be freed."),
    CommandExample("martlet prune --max-repack 2G", "Rewrites two gigabytes at most."),
  ]

  @OptionGroup(title: "How much is done") var pruning: PruneOptions

  @OptionGroup var trying: DryRunOption

  @OptionGroup(title: "Repository and output") var unlocking: UnlockingOptions

  var recordedAs: String? { trying.dryRun ? nil : "prune" }

  func run(in invocation: Invocation) throws -> ExitCode {
    let (repository, state) = try invocation.openWithState(unlocking)
    let run = PruneRun(
      repository: repository, state: state, limits: pruning.limits, silence: pruning.silence,
      invocation: invocation)
    let text = PruningText(
      location: run.location, now: invocation.surroundings.clock.now, isDryRun: trying.dryRun)
    var reports: [PruneReport] = []
    if !trying.dryRun, let resumed = try run.resume() { reports.append(resumed) }
    if reports.allSatisfy(\.waiting.isEmpty) {
      let plan = try run.plan { _ in [] }
      text.show(plan.proposal, invocation.output)
      if !trying.dryRun, !plan.proposal.isNothing { reports.append(try run.perform(plan)) }
    }
    text.showEnd(reports, invocation.output)
    if !trying.dryRun {
      invocation.record?.note { $0.message = text.sentence(reports) }
    }
    return reports.map(\.exitCode).reduce(.done) { $0.worse($1) }
  }
}
