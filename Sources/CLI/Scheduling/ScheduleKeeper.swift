import Format
import Glibc
import Snapshots
import SystemPackage

/// Whatever starts runs on this machine: systemd, or cron where there is no systemd.
struct ScheduleKeeper {
  enum Choice: String, CaseIterable {
    /// systemd where it runs, else cron.
    case auto
    case systemd
    case cron
  }

  enum Effect {
    case planned
    case done
  }

  let choice: Choice
  let environment: ProcessEnvironment
  let now: Timestamp

  private var usesSystemd: Bool {
    choice == .systemd || choice == .auto && Systemd.isRunning
  }

  private func systemd(_ scope: ScheduledRun.Scope) throws(Failure) -> Systemd {
    guard let systemd = Systemd(scope, environment) else {
      throw Failure(
        .failed, "there is no place for units: no home is known", advice: "Set $HOME")
    }
    return systemd
  }
}

// MARK: install

extension ScheduleKeeper {
  /// What would be written, file by file.
  func plan(_ run: ScheduledRun) throws(Failure) -> [(place: String, text: String)] {
    guard usesSystemd else { return [("crontab", "\(try cronLine(run).text)\n")] }
    let systemd = try systemd(run.scope)
    let unit = SystemdUnit(run: run)
    return [
      (systemd.service(of: run.profile).string, unit.service),
      (systemd.timer(of: run.profile).string, unit.timer),
    ]
  }

  /// Writes it and has it take effect. Returns the places that were written.
  func install(_ run: ScheduledRun) throws(Failure) -> [String] {
    if let text = run.unwritable.first {
      throw Failure(
        .failed, "a path holds what no schedule can: \(text)", advice: "Give it another name")
    }
    guard usesSystemd else {
      try installCron(cronLine(run))
      return ["crontab"]
    }
    let systemd = try systemd(run.scope)
    let plan = try plan(run)
    for (place, _) in plan { try refuseForeign(FilePath(place)) }
    for (place, text) in plan { try write(text, to: FilePath(place)) }
    if systemd.isReachable {
      try systemd.tell(["daemon-reload"])
      try systemd.tell(Systemd.enabling(run.profile))
    }
    return plan.map(\.place)
  }

  private func cronLine(_ run: ScheduledRun) throws(Failure) -> CronLine {
    guard let line = CronLine(run) else {
      throw .usage(
        "cron does not understand \"\(run.schedule.text)\"",
        advice: "Write it as \"hourly :15\", \"daily 12:30\", \"weekly mon 03:00\" or "
          + "\"monthly 1 03:00\"")
    }
    return line
  }

  private func installCron(_ line: CronLine) throws(Failure) {
    guard let lines = try Crontab.lines() else {
      throw Failure(
        .failed, "neither systemd nor cron is there to start anything",
        advice: "Install cron, or have whatever there is run: martlet backup -p \(line.profile)")
    }
    let others = lines.filter { CronLine($0)?.profile != line.profile }
    try Crontab.write(others + [Array(line.text.utf8)])
  }

  /// A unit of that name that somebody else has written stays as it is.
  private func refuseForeign(_ file: FilePath) throws(Failure) {
    guard let text = SystemFile.text(file.string), !text.hasPrefix(SystemdUnit.marker) else {
      return
    }
    throw Failure(
      .refused, "a file that martlet schedule has not made is in the way",
      at: NameText.text(file.bytes),
      advice: "Move it away, or give the profile another name")
  }

  private func write(_ text: String, to file: FilePath) throws(Failure) {
    do throws(Errno) {
      try MachineFolder.make(file.removingLastComponent())
      // systemd complains of units that others may not read.
      try WholeFile.write(text, to: file, mode: 0o644)
    } catch {
      throw Failure(
        .failed, "the unit cannot be written: \(error.clause)", at: NameText.text(file.bytes),
        advice: "Check who may write there")
    }
  }
}

// MARK: remove

extension ScheduleKeeper {
  /// Takes away what this program has installed for a profile, if that is not only planned; the
  /// places where something was.
  func remove(
    _ profile: String, _ scope: ScheduledRun.Scope, _ effect: Effect
  ) throws(Failure) -> [String] {
    var places: [String] = []
    if choice != .cron, let systemd = Systemd(scope, environment) {
      places += try removeUnits(profile, systemd, effect)
    }
    if choice != .systemd, let lines = try Crontab.lines() {
      let others = lines.filter { CronLine($0)?.profile != profile }
      guard others.count < lines.count else { return places }
      if effect == .done { try Crontab.write(others) }
      places.append("crontab")
    }
    return places
  }

  private func removeUnits(
    _ profile: String, _ systemd: Systemd, _ effect: Effect
  ) throws(Failure) -> [String] {
    let timer = systemd.timer(of: profile)
    let files = [timer, systemd.service(of: profile)].filter {
      SystemFile.text($0.string) != nil
    }
    for file in files { try refuseForeign(file) }
    guard effect == .done, !files.isEmpty else { return files.map(\.string) }
    if systemd.isReachable, files.contains(timer) {
      try systemd.tell(["disable", "--now", "\(SystemdUnit.name(of: profile)).timer"])
    }
    for file in files where unlink(file.string) != 0 {
      throw Failure(
        .failed, "the unit cannot be deleted: \(Errno(rawValue: errno).clause)",
        at: NameText.text(file.bytes),
        advice: "Check who may write there")
    }
    if systemd.isReachable { try systemd.tell(["daemon-reload"]) }
    return files.map(\.string)
  }
}

// MARK: show

extension ScheduleKeeper {
  /// What this program has installed here, in the order of the profiles' names.
  func installed() -> [InstalledSchedule] {
    let timers = [ScheduledRun.Scope.user, .system].compactMap { Systemd($0, environment) }
      .flatMap(timers)
    let lines = ((try? Crontab.lines()) ?? []).compactMap { CronLine($0) }.map { line in
      InstalledSchedule(
        profile: line.profile, schedule: line.schedule.text, keeper: .cron,
        next: line.schedule.next(after: now).map { .at($0) } ?? .unknown)
    }
    return (timers + lines).sorted { $0.profile < $1.profile }
  }

  private func timers(_ systemd: Systemd) -> [InstalledSchedule] {
    MachineFolder.names(in: systemd.folder).sorted().compactMap { name in
      guard let match = name.wholeMatch(of: /martlet-(.+)\.timer/) else { return nil }
      let profile = String(match.1)
      guard let text = SystemFile.text(systemd.timer(of: profile).string),
        text.hasPrefix(SystemdUnit.marker)
      else { return nil }
      let line = text.split(separator: "\n").first { $0.hasPrefix(SystemdUnit.scheduleMarker) }
      return InstalledSchedule(
        profile: profile,
        schedule: line.map { String($0.dropFirst(SystemdUnit.scheduleMarker.count)) } ?? "",
        keeper: .systemd(systemd.scope),
        next: systemd.next(of: profile))
    }
  }
}
