import ArgumentParser
import Format
import LocalState
import Mirror
import Snapshots

/// `martlet mirror undo [RUN]`.
struct MirrorUndoCommand: UnlockingCommand {
  static let configuration = CommandConfiguration(
    commandName: "undo", abstract: "Take a run back: both folders as they were before it.",
    discussion: """
      Contents, modes, owners, attributes, times and hard links come back. What was changed after \
      the run stays as it is now and is named, unless --later-changes says otherwise. Both folders \
      are saved first: an undo can be undone.
      """)

  static let examples = [
    CommandExample("martlet mirror undo -n", "What taking back the newest run would do."),
    CommandExample("martlet mirror undo 3f2a91bc", "Takes that run back."),
  ]

  @Argument(
    help: ArgumentHelp("The run, by the beginning of its ID; the newest.", valueName: "run"))
  var run: String?

  @Flag(help: "Take back also what was changed after the run.")
  var laterChanges = false

  @OptionGroup var trying: DryRunOption

  @OptionGroup(title: "Repository and output") var unlocking: UnlockingOptions

  func run(in invocation: Invocation) throws -> ExitCode {
    let place = try invocation.openMirrorPlace(unlocking)
    let record = try FoundMirrors(history: place.history).run(run)
    return try UndoneRun(
      invocation: invocation, place: place, record: record,
      changes: laterChanges ? .undone : .kept, isDryRun: trying.dryRun
    ).perform()
  }
}
