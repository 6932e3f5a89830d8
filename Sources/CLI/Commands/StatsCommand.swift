import ArgumentParser
import Format
import Repository
import Snapshots
import Storage

/// `martlet stats`: what is stored, and what was saved by what.
struct StatsCommand: UnlockingCommand {
  static let configuration = CommandConfiguration(
    commandName: "stats", abstract: "Say what is stored, and what was saved by what.",
    discussion: "Of the snapshots that are named each is listed by itself; of those that pass the "
      + "filters, and else of all, is said what they take together.")

  static let examples = [
    CommandExample("martlet stats", "Where the space of the repository went."),
    CommandExample("martlet stats --by snapshot --set docs", "Each snapshot of docs by itself."),
    CommandExample("martlet stats latest latest~1", "The same of two snapshots."),
  ]

  enum Grouping: String, ExpressibleByArgument, CaseIterable {
    case snapshot
  }

  @Argument(
    help: ArgumentHelp("Snapshots, each by itself: latest, 71b0e9d4.", valueName: "snap"),
    completion: .snapshot)
  var names: [String] = []

  @Option(help: ArgumentHelp("List each snapshot by itself: snapshot.", valueName: "what"))
  var by: Grouping?

  @OptionGroup(title: "Which snapshots") var filters: FilterOptions

  @OptionGroup(title: "Repository and output") var unlocking: UnlockingOptions

  func run(in invocation: Invocation) throws -> ExitCode {
    let (repository, state) = try invocation.openWithState(unlocking)
    let counters = SurveyCounters()
    let survey = try Survey(
      repository, indexFolder: invocation.indexFolder(of: repository),
      cancellation: invocation.interruption.cancellation, counters: counters,
      workers: invocation.workers)
    invocation.report(survey.reading.damage)
    let snapshots = try snapshots(of: survey, invocation)
    let location = Printable.text(repository.storage.location)
    let title = "looking through \(location)"
    let status = { @Sendable in ProgressSample(title, of: counters) }
    guard names.isEmpty, by == nil else {
      let entries = try invocation.running(
        "martlet: \(title)", status: status, { try survey.entries(of: snapshots) })
      let onlyHere = try SnapshotFacts.onlyHere(
        OnlyHere(repository, survey.reading), of: repository, state, .whatItTakes, in: invocation)
      let table = SnapshotStatisticsTable(
        entries: entries, onlyHere: onlyHere ?? [:], now: invocation.surroundings.clock.now)
      table.show(invocation.output)
      return table.exitCode.or(survey.reading.damage.isEmpty ? .done : .incomplete)
    }
    let statistics = try invocation.running(
      "martlet: \(title)", status: status, { try survey.statistics(of: snapshots) })
    let text = StatisticsText(
      statistics: statistics, location: location,
      allSnapshots: survey.reading.catalog.snapshots.count)
    text.show(invocation.output)
    return text.exitCode.or(survey.reading.damage.isEmpty ? .done : .incomplete)
  }

  private func snapshots(
    of survey: Survey, _ invocation: Invocation
  ) throws -> [CatalogedSnapshot] {
    guard !names.isEmpty else {
      return try filters.filled(from: invocation.settings.profile)
        .applied(to: survey.reading.catalog)
    }
    return try names.map { typed in
      let (snapshot, path) = try invocation.find(
        typed, among: filters, in: survey.reading, for: .reading)
      guard path.isEmpty else {
        throw Failure.usage(
          "\(Printable.text(typed)) names a path in a snapshot",
          advice: "Name the snapshot alone: statistics are those of whole snapshots")
      }
      return snapshot
    }
  }
}
