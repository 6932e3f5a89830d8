import ArgumentParser
import LocalState
import Repository
import Snapshots

/// `martlet log`: which runs there were on this machine, and how they ended.
struct LogCommand: MartletCommand {
  static let configuration = CommandConfiguration(
    commandName: "log", abstract: "List the runs of this machine and how they ended.",
    discussion: "Runs that save, check, restore or change something; the last one is the last line."
  )

  static let examples = [
    CommandExample("martlet log -p docs --failed", "What went wrong with a profile.")
  ]

  /// Runs of a profile that is no more can be asked for.
  static var usesSettings: Bool { false }

  @Option(
    name: [.customShort("n"), .customLong("limit")],
    help: ArgumentHelp("How many runs to list.", valueName: "count"))
  var limit = 20

  @Flag(help: "Only runs that did not end well.")
  var failed = false

  @OptionGroup(title: "Repository and output") var common: CommonOptions

  func validate() throws {
    guard limit > 0 else { throw ValidationError("A list of \(limit) runs shows nothing") }
  }

  func run(in invocation: Invocation) throws -> ExitCode {
    let history = try invocation.existingHistory()
    let runs = history.runs(try filter(invocation)).reversed()
    if let problem = history.problem { throw Failure.history(problem) }
    let table = RunTable(
      runs: Array(runs), now: invocation.surroundings.clock.now,
      here: invocation.surroundings.process)
    table.show(invocation.output)
    return .done
  }

  private func filter(_ invocation: Invocation) throws -> RunFilter {
    var filter = RunFilter()
    filter.limit = limit
    filter.onlyTroubled = failed
    filter.profile = common.profile ?? invocation.environment.profile
    if common.repo != nil {
      let location = try Settings(common, invocation.environment)
        .locations(common, invocation.environment).first
      filter.location = location?.recorded
    }
    return filter
  }
}

extension Invocation {
  /// For commands that are about it.
  func existingHistory() throws(Failure) -> RunHistory {
    guard let history = openHistory() else {
      throw Failure(
        .failed, "there is no history: no home is known", advice: "Set $HOME or $XDG_STATE_HOME")
    }
    if let problem = history.problem { throw .history(problem) }
    return history
  }
}

extension Failure {
  static func history(_ problem: String) -> Failure {
    Failure(
      .failed, "the history of runs cannot be read: \(problem)",
      advice: "If a newer martlet wrote it, use that one; otherwise move the file away, and a new "
        + "history begins")
  }
}
