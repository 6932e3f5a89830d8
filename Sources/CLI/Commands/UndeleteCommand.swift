import ArgumentParser
import Format
import LocalState
import Repository
import Snapshots
import Storage

/// `martlet undelete`: brings forgotten snapshots back.
struct UndeleteCommand: UnlockingCommand {
  static let configuration = CommandConfiguration(
    commandName: "undelete", abstract: "Bring forgotten snapshots back, or list them.",
    discussion: "This works as long as no prune has taken away what only they needed. Without "
      + "names it lists the snapshots that can be brought back.")

  static let examples = [
    CommandExample("martlet undelete", "What has been forgotten and not been pruned."),
    CommandExample("martlet undelete 71b0e9d4", "Brings that one back."),
  ]

  @Argument(
    help: ArgumentHelp("The snapshots.", valueName: "snap"), completion: .snapshot)
  var snapshots: [String] = []

  @OptionGroup var trying: DryRunOption

  @OptionGroup(title: "Repository and output") var unlocking: UnlockingOptions

  var recordedAs: String? { trying.dryRun || snapshots.isEmpty ? nil : "undelete" }

  func run(in invocation: Invocation) throws -> ExitCode {
    let repository = try invocation.openRepository(unlocking)
    let catalog = try invocation.catalog(of: repository)
    let output = invocation.output
    guard !snapshots.isEmpty else {
      list(catalog.forgotten, now: invocation.surroundings.clock.now, output)
      return .done
    }
    guard !catalog.forgotten.isEmpty else {
      throw Failure(
        .failed, "no snapshot can be brought back: none was forgotten since the last prune",
        advice: "See which there are: martlet snapshots")
    }
    let found = try snapshots.map {
      try invocation.find($0, among: catalog.forgotten, for: .undeleting)
    }
    if !trying.dryRun {
      let counters = SurveyCounters()
      let revival = Revival(
        repository, indexFolder: invocation.indexFolder(of: repository),
        cancellation: invocation.interruption.cancellation, counters: counters,
        workers: invocation.workers)
      try invocation.interruption.heeded {
        for snapshot in found { try revival.bringBack(snapshot) }
      }
      invocation.openHistory()?.noteBroughtBack(found.map(\.id))
    }
    for snapshot in found { show(snapshot, output) }
    return .done
  }

  private func list(_ snapshots: [CatalogedSnapshot], now: Timestamp, _ output: Output) {
    if output.format == .json {
      for snapshot in snapshots { output.object(JSON.snapshot(snapshot)) }
    } else if snapshots.isEmpty {
      output.summary("No snapshot can be brought back: none was forgotten since the last prune.")
    } else {
      for line in SnapshotTable(now: now, snapshots: snapshots).lines { output.line(line) }
      output.summary("To bring one back: martlet undelete \(snapshots[0].id.short)")
    }
  }

  private func show(_ snapshot: CatalogedSnapshot, _ output: Output) {
    guard output.format == .text else {
      output.object(
        [("schema", .schema), ("type", "undelete")] + [
          ("snapshot", .text(snapshot.id.description)), ("dry_run", .flag(trying.dryRun)),
        ])
      return
    }
    let verb = trying.dryRun ? "would be back; nothing was changed" : "is back"
    output.summary("\(snapshot.id.short) of \(Wording.set(of: snapshot.snapshot)) \(verb).")
  }
}
