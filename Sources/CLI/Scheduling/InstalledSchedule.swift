import Format

/// A run that the machine starts by itself, as it was found there.
struct InstalledSchedule: Equatable {
  enum Keeper: Equatable {
    case systemd(ScheduledRun.Scope)
    case cron

    var text: String {
      switch self {
      case .systemd(.user): "systemd, for this user"
      case .systemd(.system): "systemd, for the machine"
      case .cron: "cron"
      }
    }
  }

  /// When it starts next.
  enum Next: Equatable {
    case at(Timestamp)
    /// The timer is there, but nobody has enabled it.
    case inactive
    /// Who would know cannot be asked.
    case unknown
  }

  let profile: String
  /// As it was asked for: "daily 12:30".
  let schedule: String
  let keeper: Keeper
  let next: Next

  /// When it starts next, if that is known.
  var time: Timestamp? { if case .at(let time) = next { time } else { nil } }
}
