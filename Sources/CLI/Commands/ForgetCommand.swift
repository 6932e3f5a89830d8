import ArgumentParser
import Format
import Repository
import Snapshots

/// `martlet forget`: drops snapshots, by name or by rule.
struct ForgetCommand: UnlockingCommand {
  static let configuration = CommandConfiguration(
    commandName: "forget", abstract: "Drop old snapshots, and free the space only they needed.",
    discussion: """
      Rules look at each set of snapshots by itself: each rule keeps some, and what none keeps \
      goes. Days and weeks are those of the local calendar. Snapshots that are pinned stay in any \
      case. Nothing is asked: -n says what would be done.
      """)

  static let examples = [
    CommandExample(
      "martlet forget --keep-daily 14 --keep-weekly 8 --keep-monthly 12 -n",
      "What would stay, and why, and what would be freed."),
    CommandExample("martlet forget 71b0e9d4 a3f81c2e", "Drops these two."),
    CommandExample(
      "martlet forget --keep-last 10 --set docs --keep-space",
      "Of docs alone; the next prune frees the space."),
  ]

  @Argument(
    help: ArgumentHelp("Snapshots to drop: 71b0e9d4, latest~5.", valueName: "snap"),
    completion: .snapshot)
  var snapshots: [String] = []

  @OptionGroup(title: "What stays of each set") var retention: RetentionOptions

  @OptionGroup(title: "Which snapshots the rules look at") var filters: FilterOptions

  @Flag(help: "Leave the space to the next prune, which until then can be called off: undelete.")
  var keepSpace = false

  @Flag(
    help: ArgumentHelp(
      "Let rules forget even where most files were lost or changed with the newest snapshot."))
  var despiteChanges = false

  @OptionGroup(title: "Freeing the space") var pruning: PruneOptions

  @OptionGroup var trying: DryRunOption

  @OptionGroup(title: "Repository and output") var unlocking: UnlockingOptions

  var recordedAs: String? { trying.dryRun ? nil : "forget" }

  func validate() throws {
    guard snapshots.isEmpty || !retention.isGiven else {
      throw ValidationError("Name snapshots or give rules, not both")
    }
    for name in snapshots where name.wholeMatch(of: /[0-9a-fA-F]{1,3}/) != nil {
      throw ValidationError("\(name) is too short to drop a snapshot by: give four digits or more")
    }
    guard snapshots.isEmpty || filters.isEmpty else {
      throw ValidationError("Filters are for rules: snapshots that are named are named already")
    }
  }

  func run(in invocation: Invocation) throws -> ExitCode {
    let (repository, state) = try invocation.openWithState(unlocking)
    let run = ForgetRun(
      pruning: PruneRun(
        repository: repository, state: state, limits: pruning.limits, silence: pruning.silence,
        invocation: invocation),
      space: keepSpace ? .kept : .freed, isDryRun: trying.dryRun)
    guard snapshots.isEmpty else {
      return try run.perform { catalog in
        var found: [CatalogedSnapshot] = []
        for name in snapshots {
          let snapshot = try invocation.find(name, in: catalog)
          if !found.contains(where: { $0.id == snapshot.id }) { found.append(snapshot) }
        }
        return .named(found)
      }
    }
    let profile = invocation.settings.profile
    guard let rules = retention.isGiven ? retention.rules : profile?.keep?.value else {
      throw Failure.usage(
        "it is not said which snapshots go, nor by --keep-… which ones stay",
        advice: "See: martlet forget --help; with -p a profile's keep holds")
    }
    let calendar = MachineCalendar(now: invocation.surroundings.clock.now)
    let filters = filters.filled(from: profile)
    return try run.perform { catalog in
      .ruled(
        ForgetPlan(
          MirrorSets.spared(
            try filters.applied(to: catalog), isSetNamed: !filters.set.isEmpty), rules,
          doubts: despiteChanges ? .overruled : .heeded,
          now: invocation.surroundings.clock.now, calendar: calendar))
    }
  }
}
