import ArgumentParser
import Format
import Repository

/// `martlet note SNAP TEXT`: what a person wants to remember of a snapshot.
struct NoteCommand: UnlockingCommand {
  static let configuration = CommandConfiguration(
    commandName: "note", abstract: "Write a note about a snapshot, in the place of the one before.")

  static let examples = [
    CommandExample("martlet note latest 'before the move'", "Writes it."),
    CommandExample("martlet note latest --clear", "Takes it away."),
  ]

  @Argument(
    help: ArgumentHelp("The snapshot.", valueName: "snap"),
    completion: .snapshot)
  var snapshot: String

  @Argument(help: ArgumentHelp("The note.", valueName: "text"))
  var text: String?

  @Flag(help: "Take the note away.")
  var clear = false

  @OptionGroup var trying: DryRunOption

  @OptionGroup(title: "Repository and output") var unlocking: UnlockingOptions

  func validate() throws {
    guard (text == nil) == clear else {
      throw ValidationError(clear ? "--clear leaves no note" : "Say what to note, or --clear")
    }
    guard text != "" else { throw ValidationError("The note is empty; --clear takes one away") }
    try text.map(RemarkText.validate(note:))
  }

  var recordedAs: String? { trying.dryRun ? nil : "note" }

  func run(in invocation: Invocation) throws -> ExitCode {
    try RemarkRun([.note(text)], trying, about: .note)
      .perform([snapshot], unlocking, invocation)
  }
}
