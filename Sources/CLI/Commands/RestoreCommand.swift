import ArgumentParser
import Format
import LocalState
import Pipelines
import Repository
import Snapshots
import SystemPackage

/// `martlet restore SNAP[:PATH] --to DIR`: files as they were.
struct RestoreCommand: UnlockingCommand {
  static let configuration = CommandConfiguration(
    commandName: "restore", abstract: "Put a folder or file of a snapshot where it is wanted.",
    discussion: """
      The contents of the folder go into the folder given by --to, or with --in-place to where \
      they were. What is there already and the same is not written again, so a restore that was \
      interrupted goes on where it was. Of what is there and differs, newer files stay and are \
      named; see --overwrite.
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
      "The snapshot, and a folder or file in it: latest:docs.", valueName: "snap[:path]"))
  var place: String

  @Option(help: ArgumentHelp("The folder to put it into; made if missing.", valueName: "folder"))
  var to: String?

  @Flag(help: "Put everything where it was.")
  var inPlace = false

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
    guard (to == nil) == inPlace else {
      throw ValidationError(
        inPlace ? "--to and --in-place say two places" : "Say where to: --to FOLDER or --in-place")
    }
    guard !(verify && dryRun) else {
      throw ValidationError("--dry-run writes nothing that --verify could compare")
    }
  }

  var recordedAs: String? { dryRun ? nil : "restore" }

  func run(in invocation: Invocation) throws -> ExitCode {
    let target = try target(with: invocation)
    let repository = try invocation.openRepository(unlocking)
    let reading = try invocation.read(repository)
    let (snapshot, path) = try invocation.find(
      place, among: filters, in: reading, for: .restoring)
    let request = try request(path, target, invocation)
    let counters = RestoreCounters()
    let restore = Restore(
      repository, reading, snapshot, request,
      cancellation: invocation.interruption.cancellation, counters: counters)
    let started = invocation.surroundings.clock.sinceBoot
    let counts = snapshot.snapshot.counts
    let whole = path.isEmpty ? (counts.files, counts.fileBytes) : nil
    let report: RestoreReport
    do {
      report = try invocation.running(
        "martlet: restoring \(snapshot.id.short) \(target.words)",
        status: { [title = "\(snapshot.id.short) \(target.words)", whole] in
          ProgressSample(title, of: counters, whole: whole)
        },
        { try restore.run { show($0, invocation.output) } })
    } catch is Cancelled {
      throw interrupted(counters)
    }
    let summary = RestoreSummary(
      report: report, request: request, snapshot: snapshot.id, isVerbose: common.verbose,
      nanoseconds: invocation.surroundings.clock.sinceBoot - started)
    summary.show(invocation.output)
    invocation.record?.note { run in
      run.snapshot = snapshot.id
      run.message =
        "\(Wording.count(UInt64(report.files), "file")) of \(snapshot.id.short) \(target.words)"
    }
    return summary.exitCode
  }

  private func target(with invocation: Invocation) throws -> RestoreRequest.Target {
    guard let to else { return .inPlace }
    let target = try AbsolutePath.make(ArgumentText.bytes(to))
    guard !SourceList.liesWithin(try invocation.location().path, target) else {
      throw Failure(
        .refused, "the target is the repository itself or lies in it", at: target.string,
        advice: "Choose another folder")
    }
    return .folder(target)
  }

  private func request(
    _ path: [UInt8], _ target: RestoreRequest.Target, _ invocation: Invocation
  ) throws -> RestoreRequest {
    var request = RestoreRequest(path: path, target: target, workers: invocation.workers)
    request.overwriting = overwrite
    request.surplus = delete ? .isDeleted : .stays
    request.owners = owner
    request.effect = dryRun ? .planned : verify ? .writtenAndVerified : .written
    request.selection = selection.selection()
    request.protected = SourceList.leftOut(asFarAsKnown: invocation)
    return request
  }

  /// Steps are listed by a dry run, and where more is asked for.
  private func show(_ step: RestoreStep, _ output: Output) {
    guard dryRun || common.verbose else { return }
    guard output.format == .text else {
      return output.object(
        [("schema", .schema), ("type", "step"), ("action", .text(step.kind.rawValue))]
          + JSON.named("path", step.path))
    }
    output.line("\(step.kind.sign) \(Printable.text(step.path))")
  }

  private func interrupted(_ counters: RestoreCounters) -> Failure {
    .interrupted(
      advice: dryRun
        ? "Nothing was changed."
        : "The \(Wording.count(UInt64(counters.filesDone), "file")) restored so far are "
          + "whole and stay; the same command restores the rest")
  }
}

extension RestoreRequest.Overwriting: ExpressibleByArgument {}
extension RestoreRequest.Owners: ExpressibleByArgument {}

extension RestoreRequest.Target {
  /// "to ~/back".
  var words: String {
    switch self {
    case .folder(let path): "to \(Printable.text(path.bytes))"
    case .inPlace: "to where it was"
    }
  }
}

extension RestoreStep.Kind {
  fileprivate var sign: String {
    switch self {
    case .make: "+"
    case .adjust: "m"
    case .delete: "-"
    case .keep: "="
    }
  }
}
