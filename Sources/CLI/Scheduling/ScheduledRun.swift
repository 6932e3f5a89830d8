import SystemPackage

/// What the machine is to start by itself: the backup of one profile.
struct ScheduledRun: Equatable {
  /// For whom it runs.
  enum Scope: String, Sendable {
    /// The user who asked for it.
    case user
    /// Root, whoever is logged in.
    case system
  }

  let profile: String
  let schedule: Schedule
  let scope: Scope
  /// Of this program, absolute.
  let program: String
  /// What has to be as it is now: which configuration, which home.
  let variables: [Variable]
  /// Files with passwords that systemd hands over, by the names of their credentials.
  let credentials: [Credential]
  /// Where the run writes, as far as that is known beforehand; `nil` where its commands may write
  /// anywhere.
  let writable: [String]?

  struct Variable: Equatable {
    let name: String
    let value: String
  }

  struct Credential: Equatable {
    let name: String
    let path: String
  }

  var arguments: [String] { ["backup", "-p", profile, "--progress", "none"] }

  /// Texts that no line of a unit or a crontab can hold; in the name of a program systemd takes no
  /// quotes either.
  var unwritable: [String] {
    let isOdd = program.contains { "\"'\\".contains($0) }
    return (isOdd ? [program] : [])
      + ([program] + variables.map(\.value) + credentials.map(\.path) + (writable ?? []))
      .filter { $0.contains("\n") || $0.unicodeScalars.contains("\u{FFFD}") }
  }
}
