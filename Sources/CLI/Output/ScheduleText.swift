import Format
import Glibc
import Repository
import Snapshots

/// What `schedule` says.
struct ScheduleText {
  private let output: Output
  private let now: Timestamp
  private let environment: ProcessEnvironment

  init(_ invocation: Invocation) {
    output = invocation.output
    now = invocation.surroundings.clock.now
    environment = invocation.environment
  }

  func show(plan: [(place: String, text: String)]) {
    for (place, text) in plan {
      guard output.format == .text else {
        output.object([
          ("schema", .schema), ("type", "file"), ("path", .text(place)), ("text", .text(text)),
        ])
        continue
      }
      output.line("--- \(Printable.text(place))")
      output.line(
        text.split(separator: "\n", omittingEmptySubsequences: false)
          .map { Printable.text(String($0)) }.joined(separator: "\n"))
    }
  }

  /// `unasked` are the repositories that nothing but a question opens.
  func showInstalled(
    _ run: ScheduledRun, _ places: [String], _ keeper: ScheduleKeeper, unasked: [String]
  ) {
    let installed = keeper.installed().filter { $0.profile == run.profile }
    guard output.format == .text else { return installed.forEach(showJSON) }
    let next = installed.compactMap(\.time).first.map { ", next \(text(of: $0))" } ?? ""
    output.summary("Profile \(run.profile) is saved \(run.schedule.text)\(next).")
    for place in places { output.summary("  \(Printable.text(place))") }
    for remark in remarks(run, places) { output.line(output.tinted("! \(remark)", .warning)) }
    for name in unasked {
      let problem = "has neither password-file nor password-command"
      output.line(
        output.tinted("! \(name) \(problem), and nobody is there to be asked", .warning))
    }
  }

  private func remarks(_ run: ScheduledRun, _ places: [String]) -> [String] {
    guard places != ["crontab"] else { return [] }
    var remarks: [String] = []
    if Systemd(run.scope, environment)?.isReachable != true {
      let words = (run.scope == .user ? ["--user"] : []) + Systemd.enabling(run.profile)
      remarks.append(
        "systemd cannot be told here; where it can: systemctl \(words.joined(separator: " "))")
    } else if run.scope == .user, !Self.lingers {
      remarks.append("it runs only while you are logged in; for always: loginctl enable-linger")
    }
    return remarks
  }

  /// Whether the user's services run without a login.
  private static var lingers: Bool {
    guard let entry = getpwuid(geteuid()), let name = entry.pointee.pw_name else { return false }
    return access("/var/lib/systemd/linger/\(String(cString: name))", F_OK) == 0
  }

  func showRemoved(_ profile: String, _ places: [String], _ effect: ScheduleKeeper.Effect) {
    guard output.format == .text else {
      return output.object([
        ("schema", .schema), ("type", "removed"), ("profile", .text(profile)),
        ("dry_run", .flag(effect == .planned)), ("places", .list(places.map(JSON.text))),
      ])
    }
    guard !places.isEmpty else {
      return output.summary("Nothing is scheduled for the profile \(profile) here.")
    }
    output.summary(
      effect == .planned
        ? "Would be deleted:" : "Profile \(profile) is saved by hand only. Deleted:")
    for place in places { output.summary("  \(Printable.text(place))") }
  }

  func show(_ schedules: [InstalledSchedule]) {
    guard output.format == .text else { return schedules.forEach(showJSON) }
    guard !schedules.isEmpty else {
      return output.line("Nothing is scheduled: martlet schedule install -p PROFILE")
    }
    var table = TextTable([.left("profile"), .left("when"), .left("next"), .left("by")])
    for schedule in schedules {
      table.add([
        Printable.text(schedule.profile), Printable.text(schedule.schedule),
        Self.next(schedule.next, text), schedule.keeper.text,
      ])
    }
    for line in table.lines { output.line(line) }
  }

  static func next(
    _ next: InstalledSchedule.Next, _ text: (Timestamp) -> String
  ) -> String {
    switch next {
    case .at(let time): text(time)
    case .inactive: "not active"
    case .unknown: "not known here"
    }
  }

  private func text(of time: Timestamp) -> String {
    LocalTime(time).map { "\($0.day(now: now)) \($0.clock)" } ?? "?"
  }

  private func showJSON(_ schedule: InstalledSchedule) {
    output.object([
      ("schema", .schema), ("type", "schedule"), ("profile", .text(schedule.profile)),
      ("schedule", .text(schedule.schedule)), ("by", .text(schedule.keeper.text)),
      ("next", schedule.time.map { JSON.time($0) } ?? .null),
    ])
  }
}
