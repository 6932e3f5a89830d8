import ArgumentParser
import Format
import Repository
import Storage

/// `martlet key remove LABEL|ID`: one way less to open a repository.
struct KeyRemoveCommand: UnlockingCommand {
  static let configuration = CommandConfiguration(
    commandName: "remove", abstract: "Remove a key: its password no longer opens the repository.",
    discussion: """
      Whoever copied the repository before can still open that copy with the password. The last \
      key cannot be removed.
      """)

  @Argument(
    help: ArgumentHelp(
      "The key's name, or four digits and more of its ID.", valueName: "label|id"),
    completion: .key)
  var key: String

  @OptionGroup var trying: DryRunOption

  @OptionGroup(title: "Repository and output") var unlocking: UnlockingOptions

  var recordedAs: String? { trying.dryRun ? nil : "key remove" }

  func run(in invocation: Invocation) throws -> ExitCode {
    let repository = try invocation.openRepository(unlocking)
    let slots = try KeySlots.read(repository.storage)
    let slot = try slots.slot(named: key)
    try slots.checkMayGo(slot)
    let text = KeyText(location: repository.storage.location, invocation.output)
    guard !trying.dryRun else {
      text.wouldRemove(slot)
      return .done
    }
    try invocation.confirm(KeyText.question(removing: slot, of: slots, opened: repository.keySlot))
    try repository.removeKey(slot)
    text.removed(slot, of: slots)
    return .done
  }
}
