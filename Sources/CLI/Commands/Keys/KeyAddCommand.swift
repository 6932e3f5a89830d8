import ArgumentParser
import Format
import LocalState
import Repository
import Sealing
import Storage

/// `martlet key add`: one more way to open a repository.
struct KeyAddCommand: UnlockingCommand {
  static let configuration = CommandConfiguration(
    commandName: "add", abstract: "Add a password, or new recovery words.",
    discussion: "The repository is opened with a password it has; the new one is asked for twice.")

  static let examples = [
    CommandExample("martlet key add --label phone", "Asks for the new password, twice."),
    CommandExample("martlet key add --recovery", "Shows 24 new recovery words, once."),
  ]

  @Option(
    help: ArgumentHelp(
      "What the key is called; by default the name of this machine.", valueName: "name"))
  var label: String?

  @Flag(help: "Make 24 new recovery words instead of a password, and show them once.")
  var recovery = false

  @OptionGroup var newPassword: NewPasswordOptions
  @OptionGroup var guessing: KeyCostOptions
  @OptionGroup var trying: DryRunOption

  @OptionGroup(title: "Repository and output") var unlocking: UnlockingOptions

  func validate() throws {
    try label.map(KeyLabel.validate)
    guard newPassword.isEmpty || !recovery else {
      throw ValidationError("--recovery makes words and needs no new password")
    }
  }

  var recordedAs: String? { trying.dryRun ? nil : "key add" }

  func run(in invocation: Invocation) throws -> ExitCode {
    let (repository, state) = try invocation.openWithState(unlocking)
    let slots = try KeySlots.read(repository.storage)
    let label =
      self.label
      ?? (recovery ? slots.freeLabel(KeyLabel.recovery) : KeyLabel.usual(invocation))
    // Before anybody thinks of a password in vain.
    try slots.checkRoom(for: label)
    let text = KeyText(location: repository.storage.location, invocation.output)
    guard !trying.dryRun else {
      text.wouldAdd(label)
      return .done
    }
    let words = recovery ? try RecoveryWords.random(repository.surroundings) : nil
    let secret: Secret =
      if let words { .recoveryWords(words) } else {
        .password(
          try newPassword.password(for: repository.storage.location, invocation.terminal))
      }
    let slot = try repository.addKey(
      NewKey(secret: secret, label: label, cost: guessing.cost))
    if let id = KeySlotID(slot.id) { state?.noteAgreement(to: slot.cost, of: id) }
    text.added(slot, words.map { RecoverySheet(words: $0) })
    if words != nil { try RecoverySheet.checkShown(slot.label, invocation.output) }
    return .done
  }
}
