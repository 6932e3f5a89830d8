import ArgumentParser
import Repository
import Snapshots
import Storage

/// `martlet snapshots`: what there is.
struct SnapshotsCommand: UnlockingCommand {
  static let configuration = CommandConfiguration(
    commandName: "snapshots", abstract: "List the snapshots.", aliases: ["list"])

  static let examples = [
    CommandExample(
      "martlet snapshots --last 3",
      "The newest three of each set.")
  ]

  @OptionGroup(title: "Which snapshots") var filters: FilterOptions

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Only the newest ones of each set, so many.", valueName: "count"))
  var last: Int?

  @OptionGroup(title: "Repository and output") var unlocking: UnlockingOptions

  func validate() throws {
    if let last, last < 1 { throw ValidationError("--last is at least 1") }
  }

  func run(in invocation: Invocation) throws -> ExitCode {
    let (repository, state) = try invocation.openWithState(unlocking)
    let survey = try OnlyHere(repository)
    let catalog = survey.catalog
    invocation.report(catalog.damage)
    let filters = filters.filled(from: invocation.settings.profile)
    let filtered = catalog.snapshots.matching(try filters.filter())
    let snapshots = last.map { filtered.newest($0) } ?? filtered
    let output = invocation.output
    var facts = SnapshotFacts()
    if !snapshots.isEmpty {
      facts.onlyHere = try SnapshotFacts.onlyHere(
        survey, of: repository, state, .little, in: invocation)
    }
    facts.keptBy = SnapshotFacts.keptBy(catalog, at: try invocation.location(), in: invocation)
    if output.format == .json {
      for snapshot in snapshots { output.object(JSON.snapshot(snapshot) + facts.json(snapshot.id)) }
    } else if catalog.snapshots.isEmpty {
      output.line("No snapshots yet at \(Printable.text(repository.storage.location)).")
      output.summary("  Make one: martlet backup PATH")
    } else if snapshots.isEmpty {
      let count = Wording.count(UInt64(catalog.snapshots.count))
      output.line("No snapshot of \(count) matches \(filters.text).")
    } else {
      let now = invocation.surroundings.clock.now
      let table = SnapshotTable(
        now: now, snapshots: snapshots, facts, isColored: output.isColored)
      for line in table.lines { output.line(line) }
      if facts.onlyHere == nil, catalog.damage.isEmpty {
        output.summary("What each alone takes: martlet stats --by snapshot")
      }
    }
    return catalog.damage.isEmpty ? .done : .incomplete
  }
}
