import Format
import LocalState
import Repository
import Snapshots

/// How all backups stand that somebody here cares about: of the profiles in the configuration, else
/// of whatever the history knows.
struct StatusReport {
  let places: [PlaceStatus]

  /// What is overdue or unproven, and having nothing at all is that too.
  var exitCode: ExitCode {
    places.isEmpty || places.contains { !$0.problems.isEmpty } ? .overdue : .done
  }

  /// Throws for a configuration that cannot be used, and a history that cannot be read.
  init(_ invocation: Invocation) throws {
    let history = try invocation.existingHistory()
    let configuration = try ConfigurationFile(invocation.environment)?.load()
    let profiles = invocation.settings.profile.map { [$0] } ?? configuration?.profiles ?? []
    let schedules = ScheduleKeeper(
      choice: .auto, environment: invocation.environment, now: invocation.surroundings.clock.now
    ).installed()
    let all =
      profiles.isEmpty
      ? Self.places(in: history, invocation)
      : try profiles.flatMap { profile in
        try Self.places(
          of: profile, configuration, history, invocation,
          schedule: schedules.first { $0.profile == profile.name.value })
      }
    let wanted = try invocation.options.repo.map { _ in try invocation.location().recorded }
    places = all.filter { wanted == nil || $0.location == wanted }
    if let problem = history.problem { throw Failure.history(problem) }
  }

  /// A place for each repository of the profile; of those that it has been saved to where it names
  /// none.
  private static func places(
    of profile: Profile, _ configuration: Configuration?, _ history: RunHistory,
    _ invocation: Invocation, schedule: InstalledSchedule?
  ) throws -> [PlaceStatus] {
    let settings = Settings(configuration: configuration, profile: profile)
    let locations = try settings.profileLocations(invocation.environment)
    guard !locations.isEmpty else {
      return places(in: history, of: profile, invocation, schedule: schedule)
    }
    return locations.map { location in
      place(
        RunsOfProfile(history: history, profile: profile.name.value), profile.name.value,
        location.name, location.recorded, profile.expectation, schedule,
        invocation)
    }
  }

  /// Every set and place that the history has a snapshot of, or an attempt that failed; with a
  /// profile, every place that it was run for.
  private static func places(
    in history: RunHistory, of profile: Profile? = nil, _ invocation: Invocation,
    schedule: InstalledSchedule? = nil
  ) -> [PlaceStatus] {
    var filter = RunFilter()
    filter.command = "backup"
    filter.profile = profile?.name.value
    var seen: Set<[String]> = []
    let newest = history.runs(filter).filter { seen.insert($0.place).inserted }
    filter.hasSnapshot = true
    let saved = Set(history.runs(filter).map(\.place))
    let known = newest.filter { profile != nil || saved.contains($0.place) || $0.hasFailed }
    return known.reversed().map { run in
      let subject = run.profile.isEmpty ? run.subject : nil
      let runs = RunsOfProfile(history: history, profile: run.profile, subject: subject)
      return place(
        runs, subject ?? run.profile, run.location, run.location,
        profile?.expectation ?? PlaceStatus.Expectation(isOfProfile: false), schedule, invocation)
    }
  }

  private static func place(
    _ runs: RunsOfProfile, _ subject: String, _ repository: String, _ location: String,
    _ expectation: PlaceStatus.Expectation, _ schedule: InstalledSchedule?,
    _ invocation: Invocation
  ) -> PlaceStatus {
    PlaceStatus(
      subject: subject, repository: repository, location: location, last: runs.last(at: location),
      lastSaved: runs.lastSaved(at: location), lastGoodCheck: runs.lastGoodCheck(at: location),
      lastCheck: runs.lastCheck(at: location), lastForget: runs.lastForget(at: location),
      schedule: schedule, expectation: expectation,
      now: invocation.surroundings.clock.now)
  }
}

extension Profile {
  fileprivate var expectation: PlaceStatus.Expectation {
    let interval = schedule.flatMap { CalendarText.interval(of: $0.value) }
    return PlaceStatus.Expectation(
      allowedAge: allowedAge(interval: interval), checkEvery: check?.value.every?.value,
      isOfProfile: true, hasSchedule: schedule != nil)
  }
}

extension Run {
  /// The profile, or without one the set, and where it was saved.
  fileprivate var place: [String] { [profile, profile.isEmpty ? subject : "", location] }
}
