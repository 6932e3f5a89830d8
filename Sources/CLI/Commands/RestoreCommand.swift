import ArgumentParser
import Format
import Repository
import Snapshots

/// `martlet restore SNAP[:PATH] --to DIR`: files as they were.
struct RestoreCommand: UnlockingCommand {
  static let configuration = CommandConfiguration(
    commandName: "restore", abstract: "Put a folder or file of a snapshot where it is wanted.",
    discussion: """
      The contents of the folder go into the folder given by --to, or with --in-place to where \
      they were. What is there already and the same is not written again, so a restore that was \
      interrupted goes on where it was; files are told by size and time, and a file that is named \
      by what it holds. Of what is there and differs, newer files stay and are named; see \
      --overwrite.
      """)

  static let examples = [
    CommandExample(
      "martlet restore latest --to ~/back",
      "The contents of the source folder, into ~/back."),
    CommandExample(
      "martlet restore @2026-11-01:letters --in-place --dry-run",
      "What putting that folder back would do."),
  ]

  @Argument(
    help: ArgumentHelp(
      "The snapshot, and a folder or file in it: latest:docs.", valueName: "snap[:path]"),
    completion: .snapshot)
  var place: String

  @OptionGroup var target: TargetOptions

  @OptionGroup(title: "What is restored") var selection: RestoreSelectionOptions

  @Option(
    help: ArgumentHelp(
      "What may be replaced: never anything; older files; changed ones (by size and time); always, "
        + "when contents differ.",
      valueName: "rule"))
  var overwrite = RestoreRequest.Overwriting.older

  @Flag(help: "Delete what the snapshot does not have.")
  var delete = false

  @Option(
    help: ArgumentHelp(
      "Whose the files become: try to give them to their owners, require that, go by numbers "
        + "instead of names, or ignore owners, setuid and setgid.",
      valueName: "rule"))
  var owner = RestoreRequest.Owners.attempt

  @Flag(help: "Read everything again afterwards and compare it with the snapshot.")
  var verify = false

  @Flag(name: [.customShort("n"), .long], help: "Say what would be done, and do nothing.")
  var dryRun = false

  @OptionGroup(title: "Which snapshot") var filters: FilterOptions

  @OptionGroup(title: "Repository and output") var unlocking: UnlockingOptions

  func validate() throws {
    guard target.isGiven else {
      throw ValidationError("Say where to: --to FOLDER or --in-place")
    }
    guard !(verify && dryRun) else {
      throw ValidationError("--dry-run writes nothing that --verify could compare")
    }
  }

  var recordedAs: String? { dryRun ? nil : "restore" }

  func run(in invocation: Invocation) throws -> ExitCode {
    let target = try target.target(with: invocation)
    let repository = try invocation.openRepository(unlocking)
    let reading = try invocation.read(repository)
    let (snapshot, path) = try invocation.find(
      place, among: filters, in: reading, for: .restoring)
    return try RestoreRun(
      invocation: invocation, repository: repository, reading: reading, snapshot: snapshot,
      request: request(path, target, invocation), isVerbose: common.verbose
    ).run()
  }

  private func request(
    _ path: [UInt8], _ target: RestoreRequest.Target, _ invocation: Invocation
  ) -> RestoreRequest {
    var request = RestoreRequest(path: path, target: target, workers: invocation.workers)
    request.overwriting = overwrite
    request.surplus = delete ? .isDeleted : .stays
    request.owners = owner
    request.effect = dryRun ? .planned : verify ? .writtenAndVerified : .written
    request.selection = selection.selection()
    request.protected = SourceList.leftOut(asFarAsKnown: invocation)
    return request
  }
}

extension RestoreRequest.Overwriting: ExpressibleByArgument {}
extension RestoreRequest.Owners: ExpressibleByArgument {}
