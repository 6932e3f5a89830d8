import Format
import Pipelines
import Repository
import Snapshots
import SystemPackage

/// `backup --dry-run`: what a backup would save into each repository that is meant. It leaves no
/// trace anywhere, so the commands of a profile are not run.
struct DryBackup {
  private let unlocking: UnlockingOptions
  private let invocation: Invocation
  private let locations: [Location]

  /// Throws `usage` where no repository is meant.
  init(
    _ wanted: SourceOptions, _ unlocking: UnlockingOptions, _ invocation: Invocation
  ) throws {
    self.unlocking = unlocking
    self.invocation = invocation.leavingNoTrace
    locations = try invocation.locations()
    try wanted.checkStream(goesTo: locations)
  }

  /// Everything, up to the exit code: the worst of those that a backup would end with.
  func run(_ plan: () throws -> BackupPlan) throws -> ExitCode {
    invocation.noteEnvironment()
    if invocation.settings.profile?.hooks.isEmpty == false {
      invocation.output.note("martlet: the profile's hooks are not run in a dry run")
    }
    let plan = try plan()
    var code = ExitCode.done
    var told: [Failure] = []
    for location in locations {
      do {
        let summary = try preview(plan, at: location)
        summary.show(invocation.output)
        code = code.worse(summary.exitCode)
      } catch {
        let failure =
          error is Cancelled ? Failure.interrupted(advice: "Nothing was written.") : Failure(error)
        if !told.contains(failure) { invocation.output.report(failure) }
        told.append(failure)
        code = code.worse(failure.code)
        guard failure.code != .interrupted else { break }
      }
    }
    return code
  }

  private func preview(_ plan: BackupPlan, at location: Location) throws -> PreviewSummary {
    let target = try BackupTarget(location, unlocking, invocation)
    let reading = try invocation.read(target.repository)
    let counters = DiffCounters()
    let stream = plan.sources.streamName.map(StreamSource.path)
    let report = try invocation.running(
      "martlet: looking at \(plan.sources.text)",
      status: { "\(Wording.count(UInt64(counters.entries))) compared" },
      {
        let preview = try BackupPreview(
          of: plan.request(invocation), stream: stream, renames: isListed ? .sought : .ignored,
          target.repository, reading, cancellation: invocation.interruption.cancellation,
          counters: counters)
        return try run(preview)
      })
    return PreviewSummary(
      report: report, exclusions: ExclusionText(plan.selection), sources: plan.sources.text,
      location: location, stream: stream?.bytes, emptySources: plan.sources.empty,
      now: invocation.surroundings.clock.now, isVerbose: isListed)
  }

  private var isListed: Bool { invocation.options.verbose }

  /// Runs to the end, and lists what comes if that is wanted.
  private func run(_ preview: BackupPreview) throws -> PreviewReport {
    var preview = preview
    var listing = DiffListing(invocation.output, listsAll: true)
    while let change = try preview.next() {
      if isListed { listing.add(change) }
    }
    listing.finish()
    return try preview.report()
  }
}
