import FileTree
import Format
import Glibc
import Repository
import SystemPackage

extension Probe {
  static let program = Probe { patient in
    var names = utsname()
    guard uname(&names) == 0 else { return [.ok(.program, "martlet \(Martlet.version)")] }
    let release = withUnsafeBytes(of: &names.release) { bytes in
      String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }
    let host = patient.invocation.surroundings.process.host
    return [.ok(.program, "martlet \(Martlet.version) on \(host), Linux \(release)")]
  }

  static let clock = Probe { patient in
    let newest = try? patient.catalog?.get().snapshots.last
    return [
      .clock(
        patient.invocation.surroundings.clock.now, newest: newest?.snapshot.time,
        host: newest?.snapshot.host ?? "")
    ]
  }

  static let openFiles = Probe { _ in [.openFiles(DescriptorLimit.now)] }

  static let user = Probe { patient in
    [
      .user(
        patient.invocation.surroundings.process.user, isRoot: geteuid() == 0,
        Capabilities.ofThisProcess)
    ]
  }

  /// What could start backups, and whether it is told to start those of the profile.
  static let schedule = Probe { patient in
    [
      .schedule(
        hasSystemd: access("/run/systemd/system", F_OK) == 0 && ProgramSearch.finds("systemctl"),
        hasCrontab: ProgramSearch.finds("crontab")), uninstalledSchedule(patient.invocation),
    ].compactMap { $0 }
  }

  private static func uninstalledSchedule(_ invocation: Invocation) -> DoctorFinding? {
    guard let profile = invocation.settings.profile, profile.schedule != nil else { return nil }
    let keeper = ScheduleKeeper(
      choice: .auto, environment: invocation.environment, now: invocation.surroundings.clock.now)
    let name = profile.name.value
    guard !keeper.installed().contains(where: { $0.profile == name }) else { return nil }
    return .warning(
      .schedule, "that of the profile \(name) is not installed, so nothing starts its backups",
      advice: "Install it: martlet schedule install -p \(name)")
  }

  /// What is only looked for when it is needed.
  static let libraries = Probe { _ in
    let found = dlopen("libcurl.so.4", RTLD_LAZY)
    if let found { dlclose(found) }
    return [
      .ok(
        .libraries,
        found == nil
          ? "libcurl is not there; only what goes over the network would need it"
          : "libcurl is there")
    ]
  }
}

// MARK: what a fact means

extension DoctorFinding {
  /// A clock that is behind by less may be one that is being corrected.
  private static let tolerableSeconds: Int64 = 600
  /// 2026-01-01: no clock that is right shows less to this program.
  private static let earliestSeconds: Int64 = 1_767_225_600

  static func clock(_ now: Timestamp, newest: Timestamp?, host: String) -> DoctorFinding {
    let time = LocalTime(now).map { "\($0.date) \($0.clock)" } ?? "no date"
    let advice = "Set the clock, best with NTP: timedatectl set-ntp true"
    guard now.seconds >= earliestSeconds else {
      return .warning(.clock, "it shows \(time), which is long ago", advice: advice)
    }
    let (latest, overflow) = now.seconds.addingReportingOverflow(tolerableSeconds)
    guard let newest, !overflow, newest.seconds > latest else { return .ok(.clock, time) }
    let future = LocalTime(newest).map { "\($0.date) \($0.clock)" } ?? "the far future"
    return .warning(
      .clock, "it shows \(time), but the newest snapshot is of \(future), by \(host)",
      advice: "One of the two clocks is wrong. \(advice)")
  }

  static func openFiles(_ limit: Int) -> DoctorFinding {
    let text = "\(Wording.count(UInt64(clamping: limit))) at once are allowed"
    return limit < 256
      ? .warning(.openFiles, text, advice: "Allow 1 024: ulimit -n 1024, or LimitNOFILE=1024")
      : .ok(.openFiles, text)
  }

  static func user(
    _ name: String, isRoot: Bool, _ capabilities: Capabilities
  ) -> DoctorFinding {
    let missing = [
      (capabilities.readsEverything, "files of others may be unreadable"),
      (capabilities.changesOwners, "owners cannot be restored"),
      (capabilities.makesDevices, "devices cannot be restored"),
    ].filter { !$0.0 }.map(\.1)
    guard !missing.isEmpty else {
      return .ok(.user, "\(name): everything can be read, and restored with its owners")
    }
    let text = "\(name): \(missing.joined(separator: ", "))"
    guard isRoot else { return .ok(.user, text) }
    return .warning(
      .user, text + ", though this is root",
      advice: "A container or service has taken rights away; give them back where that matters")
  }

  static func schedule(hasSystemd: Bool, hasCrontab: Bool) -> DoctorFinding {
    switch (hasSystemd, hasCrontab) {
    case (true, true): .ok(.schedule, "systemd and crontab are there")
    case (true, false): .ok(.schedule, "systemd is there")
    case (false, true): .ok(.schedule, "crontab is there")
    case (false, false):
      .warning(
        .schedule, "there is neither systemd nor crontab, so nothing starts backups by itself",
        advice: "Install cron, or have something else run martlet backup")
    }
  }
}
