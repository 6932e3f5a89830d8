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

  let profile: String
  /// As it was asked for: "daily 12:30".
  let schedule: String
  let keeper: Keeper
  /// When it starts next; `nil` where that is not known, or the timer is not active.
  let next: Timestamp?
}
