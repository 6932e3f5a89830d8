import ArgumentParser
import Format
import LocalState
import Repository
import Sealing
import Snapshots
import Storage
import SystemPackage

/// `martlet init`: a new repository, its first key slots, and the recovery words, once.
struct InitCommand: MartletCommand {
  static let configuration = CommandConfiguration(
    commandName: "init", abstract: "Make a repository in an empty or new folder.")

  static let examples = [
    CommandExample(
      "martlet init -r /mnt/usb/martlet",
      "Makes a repository on a disk, and shows 24 recovery words once.")
  ]

  @OptionGroup(title: "Repository and output") var common: CommonOptions

  @OptionGroup var guessing: KeyCostOptions

  @OptionGroup var trying: DryRunOption

  @Option(help: ArgumentHelp("A name for the key that the password opens.", valueName: "name"))
  var label: String?

  func validate() throws {
    try label.map(KeyLabel.validate)
    guard label != KeyLabel.recovery else {
      throw ValidationError("\(KeyLabel.recovery) is what the key of the 24 words is called")
    }
  }

  var recordedAs: String? { trying.dryRun ? nil : "init" }

  func run(in invocation: Invocation) throws -> ExitCode {
    let place = try invocation.location()
    invocation.noteChoice(of: place)
    let path = place.path
    let source = try SecretSource(common, of: place.entry, invocation.environment)
    // Before anybody thinks of a password in vain.
    let outlook = try outlook(at: path)
    guard !trying.dryRun else {
      show(path, outlook, invocation.output)
      return .done
    }
    let password = try source.newPassword(for: NameText.text(path.bytes), invocation.terminal)
    let plan = Repository.Plan(
      password: password, label: label ?? KeyLabel.usual(invocation), cost: guessing.cost,
      parameters: RepositoryParameters(created: invocation.surroundings.clock.now.seconds))
    let created = try Repository.create(
      try LocalStorage.create(at: path), plan, surroundings: invocation.surroundings)
    Reserve(created.repository).layDown()
    if plan.cost.isUnusual, let slot = created.repository.keySlot {
      invocation.openState(of: created.repository.id)?.noteAgreement(to: plan.cost, of: slot)
    }
    invocation.record?.note { $0.repository = created.repository.id }
    show(created, label: plan.label, invocation.output)
    try RecoverySheet.checkShown(KeyLabel.recovery, invocation.output)
    return .done
  }

  /// Throws why no repository can be made there.
  private func outlook(at path: FilePath) throws -> LocalStorage.Outlook {
    if let folder = try? LocalStorage.open(at: path) { try Repository.checkIsFree(folder) }
    do throws(StorageError) {
      return try LocalStorage.outlook(at: path)
    } catch {
      let isLink = error.code == .notFound
      guard isLink || error.code == .wrongKind else { throw error }
      throw Failure(
        .failed,
        isLink ? "the link there leads nowhere" : "something that is no folder is in the way",
        at: NameText.text(path.bytes),
        advice: "Choose an empty or new folder for the repository")
    }
  }

  private func show(_ path: FilePath, _ outlook: LocalStorage.Outlook, _ output: Output) {
    guard output.format == .text else {
      output.object(
        [("schema", .schema), ("type", "repository"), ("dry_run", .flag(true))]
          + JSON.named("location", path.bytes)
          + [("folder_exists", .flag(outlook == .isThere))])
      return
    }
    output.summary("Nothing was made. A repository can be made at \(Printable.text(path.bytes)).")
    if outlook == .isMissing { output.summary("  The folder is missing and would be made too.") }
  }

  private func show(_ created: Repository.Created, label: String, _ output: Output) {
    let location = created.repository.storage.location
    let sheet = RecoverySheet(words: created.recoveryWords)
    guard output.format == .text else {
      output.object(
        [("schema", .schema), ("type", "repository")] + JSON.named("location", location) + [
          ("id", .text(Hex.encode(created.repository.id.bytes.bytes))),
          ("key", .object([("label", .text(label))])), ("recovery_words", sheet.json),
        ])
      return
    }
    output.summary("Repository made at \(Printable.text(location)).")
    output.summary("  Its key \"\(Printable.text(label))\" opens with your password.")
    output.summary("")
    output.line(
      "These 24 words open it too, should the password be lost. "
        + "Write them down now: they are never shown again.")
    output.line("")
    for line in sheet.lines { output.line(line) }
  }
}
