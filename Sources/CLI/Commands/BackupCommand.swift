import ArgumentParser
import Format
import Pipelines
import Repository
import Sealing
import Snapshots
import Storage
import SystemPackage

/// `martlet backup PATH…`: one snapshot.
struct BackupCommand: UnlockingCommand {
  static let configuration = CommandConfiguration(
    commandName: "backup", abstract: "Save folders or files as one snapshot.",
    discussion: "Nothing is left out unless that is asked for.", aliases: ["save"])

  @OptionGroup(title: "What is saved") var wanted: SourceOptions

  @OptionGroup(title: "What is left out") var selecting: SelectionOptions

  @Option(
    help: ArgumentHelp(
      "The set it belongs to; by default that of the same host and paths.", valueName: "name"))
  var set = ""

  @OptionGroup(title: "The snapshot") var snapshot: SnapshotOptions

  @Option(help: "How much time new data may cost: fast, default or max.")
  var compression = Compression.default

  @Flag(help: "Read every file, even those that look unchanged.")
  var forceRead = false

  @Option(
    help: ArgumentHelp(
      "Threads that read and compress; by default one a processor.",
      valueName: "count"))
  var readWorkers: Int?

  @OptionGroup(title: "Repository and output") var unlocking: UnlockingOptions

  enum Compression: String, ExpressibleByArgument, CaseIterable {
    case fast, `default`, max

    var level: CompressionLevel {
      switch self {
      case .fast: .fast
      case .default: .standard
      case .max: .max
      }
    }
  }

  func validate() throws {
    if let readWorkers, !(1...64).contains(readWorkers) {
      throw ValidationError("\(readWorkers) threads are not between 1 and 64")
    }
    guard set.utf8.count <= Limits.maxNameBytes else {
      throw ValidationError("The name of the set is longer than \(Limits.maxNameBytes) bytes")
    }
  }

  func run(in invocation: Invocation) throws -> ExitCode {
    let sources = try SourceList(wanted)
    let selection = sources.applied(to: try selecting.selection())
    guard selecting.explain.isEmpty else { return try explain(sources, selection, invocation) }
    let (repository, state) = try invocation.openWithState(unlocking)
    // Made before the walk, which leaves it out.
    let indexFolder = invocation.indexFolder(of: repository)
    let request = BackupRequest(
      sources: sources.paths, set: set, reading: forceRead ? .everything : .changed,
      level: compression.level, leftOut: try sources.leftOut(with: invocation),
      selection: selection, workers: readWorkers ?? invocation.workers,
      utcOffsetMinutes: LocalTime(invocation.surroundings.clock.now)?.utcOffsetMinutes ?? 0)
    let counters = BackupCounters()
    let started = invocation.surroundings.clock.sinceBoot
    let target = Printable.text(repository.storage.location)
    let report: BackupReport
    do {
      report = try invocation.running(
        "martlet: saving \(sources.text) to \(target)",
        status: { [title = "\(sources.text) -> \(target)"] in
          ProgressSample(title, of: counters)
        },
        {
          let cancellation = invocation.interruption.cancellation
          let stream = try StreamedSource.begin(wanted, cancellation)
          defer { stream?.end() }
          var request = request
          request.stream = stream?.source
          snapshot.apply(to: &request)
          let backup = Backup(
            repository, request, indexFolder: indexFolder, cancellation: cancellation,
            counters: counters)
          return try backup.run(LocalScanCache.make(state))
        })
    } catch is Cancelled {
      throw Self.interrupted(counters)
    }
    invocation.noteProblem(of: state)
    let summary = BackupSummary(
      report: report, exclusions: ExclusionText(selection), location: target,
      isVerbose: common.verbose,
      emptySources: sources.empty,
      nanoseconds: invocation.surroundings.clock.sinceBoot - started)
    summary.show(invocation.output)
    return summary.exitCode
  }

  private func explain(
    _ sources: SourceList, _ selection: Selection, _ invocation: Invocation
  ) throws -> ExitCode {
    let explainer = Explainer(
      sources: sources.paths, selection, own: SourceList.leftOut(asFarAsKnown: invocation))
    let text = ExplanationText(exclusions: ExclusionText(selection))
    for typed in selecting.explain.map(ArgumentText.bytes) {
      let explanation = explainer.explain(
        try AbsolutePath.make(typed), kind: typed.last == UInt8(ascii: "/") ? .folder : .file)
      text.show(explanation, invocation.output)
    }
    return .done
  }

  private static func interrupted(_ counters: BackupCounters) -> Failure {
    let stored = UInt64(counters.storedBytes)
    return .interrupted(
      advice: stored == 0
        ? "There is no new snapshot, and nothing was stored yet."
        : "There is no new snapshot, but the \(Wording.bytes(stored)) stored so far are kept: "
          + "the same command goes on from there.")
  }
}
