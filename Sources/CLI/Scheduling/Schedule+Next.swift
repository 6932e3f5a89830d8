import Format
import Glibc

extension Schedule {
  /// The first time after `now`, by the clock of this machine; `nil` for what only systemd
  /// understands.
  func next(after now: Timestamp) -> Timestamp? {
    guard let today = LocalTime(now) else { return nil }
    if case .hourly(let minute) = rule {
      let start = now.seconds - Int64(today.minute * 60 + today.second)
      return [0, 1].map { start + Int64($0 * 3600 + minute * 60) }.first { $0 > now.seconds }
        .map { Timestamp(seconds: $0, nanoseconds: 0) }
    }
    // A month and a day hold every day that a rule can name.
    return (0...32).lazy.compactMap { days in time(today, addingDays: days) }
      .first { $0.seconds > now.seconds }
  }

  /// The time of the rule on that day; `nil` for a day that it does not name.
  private func time(_ today: LocalTime, addingDays days: Int) -> Timestamp? {
    let time: TimeOfDay
    switch rule {
    case .daily(let each): time = each
    case .weekly(_, let each): time = each
    case .monthly(_, let each): time = each
    case .hourly, .calendar: return nil
    }
    var parts = tm()
    parts.tm_year = Int32(today.year - 1900)
    parts.tm_mon = Int32(today.month - 1)
    parts.tm_mday = Int32(today.day + days)
    parts.tm_hour = Int32(time.hour)
    parts.tm_min = Int32(time.minute)
    parts.tm_isdst = -1
    let seconds = mktime(&parts)
    guard seconds != -1 else { return nil }
    switch rule {
    // Sunday is 0 there.
    case .weekly(let day, _) where (Int(parts.tm_wday) + 6) % 7 != day: return nil
    case .monthly(let day, _) where Int(parts.tm_mday) != day: return nil
    default: return Timestamp(seconds: Int64(seconds), nanoseconds: 0)
    }
  }
}
