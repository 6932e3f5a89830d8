import ArgumentParser
import Format
import LocalState
import Repository
import Sealing
import Storage

/// `martlet key passwd`: another password in the place of one.
struct KeyPasswdCommand: UnlockingCommand {
  static let configuration = CommandConfiguration(
    commandName: "passwd", abstract: "Change a password.",
    discussion: """
      The new key is complete before the old one goes: if it is interrupted, both open the \
      repository. With --recovery-file a password that is lost can be replaced.
      """)

  static let examples = [
    CommandExample("martlet key passwd", "Changes the password that was typed."),
    CommandExample(
      "martlet key passwd --label laptop --recovery-file words", "Replaces one that is lost."),
  ]

  @Option(
    help: ArgumentHelp(
      "The key whose password is changed; by default the one that opens the repository.",
      valueName: "label|id"),
    completion: .key)
  var label: String?

  @OptionGroup var newPassword: NewPasswordOptions

  @OptionGroup var guessing: KeyCostOptions
  @OptionGroup var trying: DryRunOption

  @OptionGroup(title: "Repository and output") var unlocking: UnlockingOptions

  var recordedAs: String? { trying.dryRun ? nil : "key passwd" }

  func run(in invocation: Invocation) throws -> ExitCode {
    let (repository, state) = try invocation.openWithState(unlocking)
    let location = repository.storage.location
    let old = try KeySlots.read(repository.storage)
      .slotToChange(labelled: label, opened: repository.keySlot)
    let text = KeyText(location: location, invocation.output)
    guard !trying.dryRun else {
      text.wouldChange(old)
      return .done
    }
    let password = try newPassword.password(for: location, invocation.terminal)
    let new = try repository.replaceKey(
      old,
      by: NewKey(
        secret: .password(password), label: old.label, cost: guessing.kdfCost ?? old.cost))
    if let id = KeySlotID(new.id) {
      state?.noteAgreement(to: new.cost, of: id)
      if old.id == repository.keySlot?.bytes { state?.rememberKeySlot(id) }
    }
    text.changed(new, from: old)
    return .done
  }
}
