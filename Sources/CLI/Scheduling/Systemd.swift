import Format
import Glibc
import SystemPackage

/// The systemd of this machine: where its units are, and how it is told of them.
struct Systemd {
  let scope: ScheduledRun.Scope
  /// Where units of this scope are.
  let folder: FilePath
  /// Whether it runs and can be told anything: a user's own needs a login, which not every way to
  /// become that user gives.
  let isReachable: Bool

  /// `nil` for a user without a home.
  init?(_ scope: ScheduledRun.Scope, _ environment: ProcessEnvironment) {
    self.scope = scope
    switch scope {
    case .system:
      folder = "/etc/systemd/system"
      isReachable = Self.isRunning
    case .user:
      let given = environment.path("XDG_CONFIG_HOME").flatMap { $0.isAbsolute ? $0 : nil }
      guard let base = given ?? environment.path("HOME")?.appending(".config") else { return nil }
      folder = base.appending("systemd").appending("user")
      let login = environment.path("XDG_RUNTIME_DIR")?.appending("systemd")
      isReachable = Self.isRunning && login.map { access($0.string, F_OK) == 0 } ?? false
    }
  }

  /// Whether it is what started this machine (sd_booted(3)).
  static var isRunning: Bool { access("/run/systemd/system", F_OK) == 0 }

  func timer(of profile: String) -> FilePath {
    folder.appending("\(SystemdUnit.name(of: profile)).timer")
  }

  func service(of profile: String) -> FilePath {
    folder.appending("\(SystemdUnit.name(of: profile)).service")
  }

  /// What has to be typed to make it do something.
  func command(_ words: [String]) -> [String] {
    ["systemctl"] + (scope == .user ? ["--user"] : []) + words
  }

  /// What makes the timer of a profile active, now and whenever the machine starts.
  static func enabling(_ profile: String) -> [String] {
    ["enable", "--now", "\(SystemdUnit.name(of: profile)).timer"]
  }

  /// Tells it; what it says about that goes to stderr.
  func tell(_ words: [String]) throws(Failure) {
    let command = command(words)
    let problem: String
    do throws(Errno) {
      let ending = try Subprocess(
        command.map { Array($0.utf8) }, input: .nothing, output: STDERR_FILENO
      ).wait()
      guard ending != .exit(0) else { return }
      problem = ending.text
    } catch {
      problem = error.clause
    }
    throw Failure(
      .failed, "systemd was not told: \(command.joined(separator: " ")) failed (\(problem))",
      advice: "The files are written; run that command where it works, such as in a login of the "
        + "user")
  }

  /// When the timer fires next.
  func next(of profile: String) -> InstalledSchedule.Next {
    guard isReachable else { return .unknown }
    let words = command([
      "show", "--property=NextElapseUSecRealtime", "--value",
      "\(SystemdUnit.name(of: profile)).timer",
    ])
    guard let answer = Answer.of(words, environment: ["TZ": "UTC"]), answer.ending == .exit(0)
    else { return .unknown }
    return Self.times(in: answer.text).first.map {
      .at(Timestamp(seconds: $0, nanoseconds: 0))
    } ?? .inactive
  }

  /// Every "Mon 2026-11-30 12:30:00 UTC" in it, in seconds since 1970.
  static func times(in text: String) -> [Int64] {
    let pattern = /(\d{4})-(\d\d)-(\d\d) (\d\d):(\d\d):(\d\d) UTC/
    return text.matches(of: pattern).compactMap { match in
      let numbers = [match.1, match.2, match.3, match.4, match.5, match.6].compactMap { Int32($0) }
      guard numbers.count == 6 else { return nil }
      var parts = tm()
      parts.tm_year = numbers[0] - 1900
      parts.tm_mon = numbers[1] - 1
      parts.tm_mday = numbers[2]
      (parts.tm_hour, parts.tm_min, parts.tm_sec) = (numbers[3], numbers[4], numbers[5])
      return Int64(timegm(&parts))
    }
  }
}
