import ArgumentParser
import Glibc
import Repository

/// `martlet schedule`: runs that the machine starts by itself.
struct ScheduleCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "schedule", abstract: "Have the machine save a profile by itself.",
    subcommands: [Install.self, Remove.self, Show.self])
}

/// Where a schedule is kept.
struct ScheduleOptions: ParsableArguments {
  @Flag(help: "For the machine, whoever is logged in; only root can do that.")
  var system = false

  @Option(
    help: ArgumentHelp(
      "What starts it: auto (systemd where it runs, else cron), systemd or cron.",
      valueName: "what"))
  var with = ScheduleKeeper.Choice.auto

  func scope() throws(Failure) -> ScheduledRun.Scope {
    guard system else { return .user }
    guard geteuid() == 0 else {
      throw Failure(
        .failed, "only root can schedule anything for the machine",
        advice: "Use sudo, or leave --system out for a schedule of your own")
    }
    return .system
  }

  func keeper(_ invocation: Invocation) -> ScheduleKeeper {
    ScheduleKeeper(
      choice: with, environment: invocation.environment, now: invocation.surroundings.clock.now)
  }
}

extension ScheduleKeeper.Choice: ExpressibleByArgument {}

extension ScheduleCommand {
  struct Install: MartletCommand {
    static let configuration = CommandConfiguration(
      commandName: "install", abstract: "Have a profile saved when its schedule says.",
      discussion: "Installed again, it replaces what was there, such as after a change.")

    static let examples = [
      CommandExample("martlet schedule install -p docs", "As the profile's schedule says."),
      CommandExample(
        "martlet schedule install -p docs --time 'weekly sun 03:00' --dry-run",
        "What would be written for another time."),
    ]

    @Option(help: ArgumentHelp("When, instead of the profile's schedule.", valueName: "schedule"))
    var time: String?

    @OptionGroup var trying: DryRunOption

    @OptionGroup(title: "Where") var options: ScheduleOptions

    @OptionGroup(title: "Repository and output") var common: CommonOptions

    func run(in invocation: Invocation) throws -> ExitCode {
      let keeper = options.keeper(invocation)
      let run = try run(for: invocation)
      let text = ScheduleText(invocation)
      guard !trying.dryRun else {
        text.show(plan: try keeper.plan(run))
        return .done
      }
      let places = try keeper.install(run)
      let locations = try invocation.settings.profileLocations(invocation.environment)
      text.showInstalled(
        run, places, keeper,
        unasked: locations.filter { $0.entry?.secret == nil }.map(\.name))
      return .done
    }

    private func run(for invocation: Invocation) throws -> ScheduledRun {
      guard let profile = invocation.settings.profile,
        let file = try ConfigurationFile(invocation.environment)
      else {
        throw Failure.usage("no profile is named", advice: "Name it: -p docs")
      }
      return try ScheduledRun(
        profile, try schedule(of: profile), try options.scope(), file, invocation)
    }

    private func schedule(of profile: Profile) throws(Failure) -> Schedule {
      if let time, Schedule(time) == nil {
        throw .usage("\"\(time)\" is no time", advice: "Write \(Schedule.form)")
      }
      guard let schedule = time.flatMap({ Schedule($0) }) ?? profile.schedule?.value else {
        throw .usage(
          "the profile \"\(profile.name.value)\" has no schedule",
          advice: "Add it, such as schedule = \"daily 12:30\", or give --time 'daily 12:30'")
      }
      if let problem = CalendarText.problem(with: schedule) {
        throw .usage(problem, advice: "Try it: systemd-analyze calendar '\(schedule.text)'")
      }
      return schedule
    }
  }

  struct Remove: MartletCommand {
    static let configuration = CommandConfiguration(
      commandName: "remove", abstract: "Have a profile saved by hand only.")

    /// What is not in the configuration any more can be removed all the same.
    static var usesSettings: Bool { false }

    @OptionGroup var trying: DryRunOption

    @OptionGroup(title: "Where") var options: ScheduleOptions

    @OptionGroup(title: "Repository and output") var common: CommonOptions

    func run(in invocation: Invocation) throws -> ExitCode {
      guard let name = common.profile ?? invocation.environment.profile,
        EntryName.isValid(name)
      else {
        throw Failure.usage(
          "no profile is named", advice: "Name it: -p docs. See: martlet schedule show")
      }
      let keeper = options.keeper(invocation)
      let places = try keeper.remove(name, try options.scope(), trying.dryRun ? .planned : .done)
      ScheduleText(invocation).showRemoved(name, places, trying.dryRun ? .planned : .done)
      return .done
    }
  }

  struct Show: MartletCommand {
    static let configuration = CommandConfiguration(
      commandName: "show", abstract: "Show what the machine saves by itself, and when next.")

    static var usesSettings: Bool { false }

    @OptionGroup(title: "Repository and output") var common: CommonOptions

    func run(in invocation: Invocation) throws -> ExitCode {
      let keeper = ScheduleKeeper(
        choice: .auto, environment: invocation.environment,
        now: invocation.surroundings.clock.now)
      let name = common.profile ?? invocation.environment.profile
      let schedules = keeper.installed().filter { name == nil || $0.profile == name }
      ScheduleText(invocation).show(schedules)
      return .done
    }
  }
}
