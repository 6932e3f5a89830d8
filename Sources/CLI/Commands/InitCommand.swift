import ArgumentParser
import Format
import LocalState
import Repository
import Sealing
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

  @Option(
    help: ArgumentHelp(
      "What guessing a password costs, 15 to 21: 17 takes 128 MiB, each step doubles it.",
      valueName: "cost"),
    transform: { try cost($0) })
  var kdfCost = ScryptCost.standard

  @Option(help: ArgumentHelp("A name for the key that the password opens.", valueName: "name"))
  var label: String?

  func validate() throws {
    if let label, label.isEmpty || label.utf8.count > KeySlot.maxLabelBytes {
      throw ValidationError("The label is empty or longer than \(KeySlot.maxLabelBytes) bytes")
    }
  }

  var recordedAs: String? { "init" }

  func run(in invocation: Invocation) throws -> ExitCode {
    let place = try invocation.location()
    invocation.noteChoice(of: place)
    let path = place.path
    let source = try SecretSource(common, of: place.entry, invocation.environment)
    // Before anybody thinks of a password in vain.
    if let folder = try? LocalStorage.open(at: path) { try Repository.checkIsFree(folder) }
    let password = try source.newPassword(for: path.string, invocation.terminal)
    let plan = Repository.Plan(
      password: password, label: label ?? defaultLabel(invocation), cost: kdfCost,
      parameters: RepositoryParameters(created: invocation.surroundings.clock.now.seconds))
    let created = try Repository.create(
      try LocalStorage.create(at: path), plan, surroundings: invocation.surroundings)
    invocation.record?.note { $0.repository = created.repository.id }
    show(created, label: plan.label, invocation.output)
    return .done
  }

  private static func cost(_ typed: String) throws -> ScryptCost {
    guard let cost = Int(typed).flatMap({ ScryptCost(log2N: $0) }) else {
      throw ValidationError("\(typed) is not between 15 and 21")
    }
    return cost
  }

  private func defaultLabel(_ invocation: Invocation) -> String {
    let host = invocation.surroundings.process.host
    return host.isEmpty || host.utf8.count > KeySlot.maxLabelBytes ? "password" : host
  }

  private func show(_ created: Repository.Created, label: String, _ output: Output) {
    let location = created.repository.storage.location
    let words = created.recoveryWords.text.split(separator: " ").map(String.init)
    guard output.format == .text else {
      output.object([
        ("schema", .schema), ("type", "repository"), ("location", .text(location)),
        ("id", .text(Hex.encode(created.repository.id.bytes.bytes))),
        ("key", .object([("label", .text(label))])),
        ("recovery_words", .list(words.map(JSON.text))),
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
    for line in Self.columns(words) { output.line(line) }
  }

  /// Numbered, in four columns that are read downwards.
  private static func columns(_ words: [String]) -> [String] {
    let rows = (words.count + 3) / 4
    return (0..<rows).map { row in
      let line = stride(from: row, to: words.count, by: rows).map { index in
        Printable.aligned("\(index + 1)", to: 4) + " " + Printable.padded(words[index], to: 9)
      }.joined()
      return line.trimmedEnd
    }
  }
}
