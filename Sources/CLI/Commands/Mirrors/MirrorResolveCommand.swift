import ArgumentParser
import Format
import LocalState

/// `martlet mirror resolve PATH --take a|b|both`.
struct MirrorResolveCommand: UnlockingCommand {
  static let configuration = CommandConfiguration(
    commandName: "resolve", abstract: "Settle a conflict on both sides.",
    discussion: "Both folders are saved before anything is changed: it can be undone.")

  static let examples = [
    CommandExample(
      "martlet mirror resolve notes.txt --take a", "A's version stays, under its name, alone.")
  ]

  @Argument(
    help: ArgumentHelp("The file, or its conflict copy.", valueName: "path"), completion: .file())
  var path: String

  @Option(help: ArgumentHelp("Whose version stays: a, b or both.", valueName: "which"))
  var take: SettledConflict.Choice

  @OptionGroup(title: "Repository and output") var unlocking: UnlockingOptions

  func run(in invocation: Invocation) throws -> ExitCode {
    let place = try invocation.openMirrorPlace(unlocking)
    let (conflict, stored) = try SettledConflict.find(path, in: place.history)
    return try SettledConflict(
      conflict: conflict, stored: stored, choice: take, invocation: invocation, place: place
    ).settle()
  }
}

extension SettledConflict.Choice: ExpressibleByArgument {}
