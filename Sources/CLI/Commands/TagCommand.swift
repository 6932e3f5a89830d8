import ArgumentParser
import Format
import Repository

/// `martlet tag SNAP…`: the tags of snapshots.
struct TagCommand: UnlockingCommand {
  static let configuration = CommandConfiguration(
    commandName: "tag", abstract: "Change the tags of snapshots.")

  static let examples = [
    CommandExample("martlet tag latest --add before-move", "Adds a tag."),
    CommandExample("martlet tag 71b0e9d4 a3f81c2e --set ''", "Takes all tags away."),
  ]

  @Argument(
    help: ArgumentHelp("The snapshots.", valueName: "snap"),
    completion: .snapshot)
  var snapshots: [String]

  @Option(
    parsing: .unconditionalSingleValue,
    help: ArgumentHelp("Add this tag. Can be repeated.", valueName: "tag"))
  var add: [String] = []

  @Option(
    parsing: .unconditionalSingleValue,
    help: ArgumentHelp("Remove this tag. Can be repeated.", valueName: "tag"))
  var remove: [String] = []

  @Option(
    parsing: .unconditionalSingleValue,
    help: ArgumentHelp(
      "These tags and no others; '' for none. Can be repeated.", valueName: "tag"))
  var set: [String] = []

  @OptionGroup var trying: DryRunOption

  @OptionGroup(title: "Repository and output") var unlocking: UnlockingOptions

  func validate() throws {
    guard !add.isEmpty || !remove.isEmpty || !set.isEmpty else {
      throw ValidationError("Say what to do: --add TAG, --remove TAG or --set TAG")
    }
    guard set.isEmpty || add.isEmpty && remove.isEmpty else {
      throw ValidationError("--set leaves nothing to --add or --remove")
    }
    guard Set(add).isDisjoint(with: remove) else {
      throw ValidationError("A tag is to be added and removed")
    }
    try RemarkText.validate(tags: add + remove + set.filter { !$0.isEmpty })
  }

  var recordedAs: String? { trying.dryRun ? nil : "tag" }

  func run(in invocation: Invocation) throws -> ExitCode {
    let changes: [RemarkChange] =
      set.isEmpty
      ? [.addTags(add), .removeTags(remove)] : [.setTags(set.filter { !$0.isEmpty })]
    return try RemarkRun(changes, trying, about: .tags).perform(snapshots, unlocking, invocation)
  }
}
