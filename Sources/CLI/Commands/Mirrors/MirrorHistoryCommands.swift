import ArgumentParser
import Format
import LocalState
import Repository

/// `martlet mirror list`: the pairs.
struct MirrorListCommand: MartletCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List the folders that are mirrored.")
  static var usesSettings: Bool { false }

  @OptionGroup(title: "Output") var common: CommonOptions

  func run(in invocation: Invocation) throws -> ExitCode {
    let history = try invocation.openMirrorHistory()
    let rows = history.pairs().map { stored in
      MirrorPairTable.Row(
        pair: stored.pair, lastRun: history.runs(of: stored.id, limit: 1).first,
        conflicts: history.conflicts(of: stored.id).count)
    }
    MirrorPairTable(rows: rows, now: invocation.surroundings.clock.now).show(invocation.output)
    return .done
  }
}

/// `martlet mirror log`: the runs.
struct MirrorLogCommand: MartletCommand {
  static let configuration = CommandConfiguration(
    commandName: "log", abstract: "List the runs, the newest last.")
  static var usesSettings: Bool { false }

  @Argument(
    help: ArgumentHelp("Two folders: the runs of these.", valueName: "folder"),
    completion: .directory)
  var folders: [String] = []

  @Option(help: ArgumentHelp("So many runs, the newest ones.", valueName: "number"))
  var last = 20

  @OptionGroup(title: "Output") var common: CommonOptions

  func validate() throws {
    guard last > 0 else { throw ValidationError("--last is at least 1") }
  }

  func run(in invocation: Invocation) throws -> ExitCode {
    let history = try invocation.openMirrorHistory()
    let pair = folders.isEmpty ? nil : try FoundMirrors(history: history).pair(folders)
    let runs = history.runs(of: pair?.id, limit: last).reversed().compactMap { run in
      history.pair(run.pair).map { (run: run, pair: $0) }
    }
    MirrorRunTable(runs: runs, now: invocation.surroundings.clock.now).show(invocation.output)
    return .done
  }
}

/// `martlet mirror show RUN`: what a run did and had to say.
struct MirrorShowCommand: MartletCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Show what a run did, and every path that needs a word.")
  static var usesSettings: Bool { false }

  @Argument(
    help: ArgumentHelp("The run, by the beginning of its ID; the newest.", valueName: "run"))
  var run: String?

  @OptionGroup(title: "Output") var common: CommonOptions

  func run(in invocation: Invocation) throws -> ExitCode {
    let history = try invocation.openMirrorHistory()
    let found = try FoundMirrors(history: history).run(run)
    guard let pair = history.pair(found.pair) else {
      throw Failure(
        .failed, "the folders of that run are not known any more",
        advice: "See: martlet mirror list")
    }
    MirrorRunText(
      run: found, pair: pair, remarks: history.remarks(of: found.id),
      now: invocation.surroundings.clock.now
    ).show(invocation.output)
    return .done
  }
}

/// `martlet mirror conflicts`: what is not settled.
struct MirrorConflictsCommand: MartletCommand {
  static let configuration = CommandConfiguration(
    commandName: "conflicts", abstract: "List the files that both sides changed.",
    discussion: "A copy that has been deleted on both sides is settled.")
  static var usesSettings: Bool { false }

  @Argument(
    help: ArgumentHelp("Two folders: the conflicts of these.", valueName: "folder"),
    completion: .directory)
  var folders: [String] = []

  @OptionGroup(title: "Output") var common: CommonOptions

  func run(in invocation: Invocation) throws -> ExitCode {
    let history = try invocation.openMirrorHistory()
    let pairs =
      folders.isEmpty ? history.pairs() : [try FoundMirrors(history: history).pair(folders)]
    let conflicts = pairs.flatMap { OpenConflicts(of: $0, in: history).all }
    MirrorConflictTable(conflicts: conflicts, now: invocation.surroundings.clock.now)
      .show(invocation.output)
    return .done
  }
}
