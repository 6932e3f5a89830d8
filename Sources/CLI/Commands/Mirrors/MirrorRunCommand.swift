import ArgumentParser
import Format
import LocalState
import Mirror
import Pipelines
import Repository
import Snapshots
import SystemPackage

/// `martlet mirror A B [C…]`.
struct MirrorRunCommand: UnlockingCommand {
  static let configuration = CommandConfiguration(
    commandName: "run", abstract: "Make folders equal; the word can be left out.",
    discussion: """
      Both folders are saved first, in the repository that is named or in a private one on this \
      machine. The first run of two folders keeps what either has and deletes nothing; later runs \
      know what both agreed on, so that deletions are done on the other side too. Of more than two \
      folders each is made equal to the first, until nothing moves.
      """)

  static let examples = [
    CommandExample("martlet mirror ~/Documents /mnt/usb/Documents", "Changes flow both ways."),
    CommandExample(
      "martlet mirror --refresh ~/site /srv/www --plan", "What making /srv/www equal would do."),
    CommandExample("martlet mirror ~/Notes ~/Sync/Notes --watch", "Again whenever one changes."),
  ]

  @Argument(
    help: ArgumentHelp("Two folders, or more.", valueName: "folder"), completion: .directory)
  var folders: [String]

  @OptionGroup(title: "How") var options: MirrorRuleOptions

  @Flag(
    name: [.customShort("n"), .customLong("plan"), .customLong("dry-run")],
    help: "Show what would be done, and do nothing; with --json for: martlet mirror apply.")
  var plan = false

  @Flag(help: "Stay, and do it again whenever something changes.")
  var watch = false

  @Option(
    help: ArgumentHelp(
      "How long earlier runs can be undone: 90d (default).", valueName: "time"))
  var keepRuns: TimeSpan?

  @OptionGroup(title: "Repository and output") var unlocking: UnlockingOptions

  func validate() throws {
    guard folders.count > 1 else { throw ValidationError("Name two folders") }
    guard !(plan && watch) else {
      throw ValidationError("--plan does nothing that --watch repeats")
    }
    guard !watch || folders.count == 2 else {
      throw ValidationError("--watch is for two folders")
    }
  }

  var recordedAs: String? { nil }

  func run(in invocation: Invocation) throws -> ExitCode {
    let pairs = try folders.dropFirst().map { try FolderPair(folders[0], $0) }
    let rules = options.rules
    let place = try invocation.openMirrorPlace(unlocking) { hidden in
      try MirrorRoom.announce(hidden, pairs, rules, invocation)
    }
    let run = PairRun(
      invocation: invocation, place: place, rules: rules,
      effect: plan ? .planned(common.verbose ? .everyStep : .summedUp) : .performed)
    let kept = KeptRuns(
      span: keepRuns ?? KeptRuns.standard, place: place, invocation: invocation)
    if watch { return try WatchedPair(run: run, folders: pairs[0], kept: kept).stay() }
    let code = try runAll(pairs, run)
    if !plan { try kept.forgetOlder() }
    return code
  }

  /// Around the first folder until nothing moves: what one brings the others get in the next round.
  private func runAll(_ pairs: [FolderPair], _ run: PairRun) throws -> ExitCode {
    var code = ExitCode.done
    for round in 0...pairs.count {
      var run = run
      run.isTalkative = round == 0
      var hasChanged = false
      code = .done
      for folders in pairs {
        let outcome = try run.run(folders)
        code = code.worse(outcome.exitCode)
        hasChanged = hasChanged || outcome.hasChanged
      }
      if !hasChanged || pairs.count == 1 { break }
    }
    return code
  }
}
