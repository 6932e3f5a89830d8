import ArgumentParser
import Format
import Repository

/// `martlet pin SNAP…`: snapshots that no rule forgets.
struct PinCommand: UnlockingCommand {
  static let configuration = CommandConfiguration(
    commandName: "pin", abstract: "Keep snapshots, whatever is forgotten.",
    discussion: "A snapshot that is pinned is not forgotten by any rule, nor by its ID.")

  static let examples = [
    CommandExample("martlet pin @2026-11-01", "Pins the newest snapshot of that day."),
    CommandExample("martlet pin --remove a3f81c2e", "It may be forgotten again."),
  ]

  @Argument(
    help: ArgumentHelp("The snapshots.", valueName: "snap"),
    completion: .snapshot)
  var snapshots: [String]

  @Flag(help: "They may be forgotten again.")
  var remove = false

  @OptionGroup var trying: DryRunOption

  @OptionGroup(title: "Repository and output") var unlocking: UnlockingOptions

  var recordedAs: String? { trying.dryRun ? nil : "pin" }

  func run(in invocation: Invocation) throws -> ExitCode {
    try RemarkRun([.pin(!remove)], trying, about: .pin)
      .perform(snapshots, unlocking, invocation)
  }
}
