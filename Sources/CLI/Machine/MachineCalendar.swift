import Format
import Glibc
import Snapshots

/// The calendar of this machine (`$TZ`, or what the system is set to) at one moment.
struct MachineCalendar: LocalCalendar {
  let now: Timestamp

  func end(of moment: CalendarMoment) -> Timestamp? {
    switch moment {
    case .today: day(of: now).flatMap(endOfDay)
    case .yesterday: day(of: now).flatMap(dayBefore).flatMap(endOfDay)
    case .day(let day): endOfDay(day)
    case .time(let day, let hour, let minute, let second):
      Self.instant(day, hour, minute, second ?? 0).map {
        Self.lastInstant(of: $0 + (second == nil ? 59 : 0))
      }
    }
  }

  /// The first instant that belongs to it; `nil` if there is none.
  func start(of moment: CalendarMoment) -> Timestamp? {
    switch moment {
    case .today: day(of: now).flatMap(startOfDay)
    case .yesterday: day(of: now).flatMap(dayBefore).flatMap(startOfDay)
    case .day(let day): startOfDay(day)
    case .time(let day, let hour, let minute, let second):
      Self.instant(day, hour, minute, second ?? 0).map { Timestamp(seconds: $0, nanoseconds: 0) }
    }
  }

  private func startOfDay(_ day: CalendarDay) -> Timestamp? {
    dayBefore(day).flatMap(endOfDay).map { Timestamp(seconds: $0.seconds + 1, nanoseconds: 0) }
  }

  func text(of time: Timestamp) -> String {
    LocalTime(time).map { "\($0.date) \($0.clock)" } ?? "an unknown time"
  }

  func hour(of time: Timestamp) -> CalendarHour? {
    LocalTime(time).flatMap { local in
      CalendarDay(year: local.year, month: local.month, day: local.day)
        .map { CalendarHour(day: $0, hour: local.hour) }
    }
  }

  private func day(of time: Timestamp) -> CalendarDay? {
    LocalTime(time).flatMap { CalendarDay(year: $0.year, month: $0.month, day: $0.day) }
  }

  /// Noon of it is 23 to 25 hours before noon of the day.
  private func dayBefore(_ day: CalendarDay) -> CalendarDay? {
    Self.instant(day, 12, 0, 0).flatMap {
      self.day(of: Timestamp(seconds: $0 - 86_400, nanoseconds: 0))
    }
  }

  /// Midnight may exist twice or not at all where clocks change then; so the last second with this
  /// date is searched for around noon, which always exists once.
  private func endOfDay(_ day: CalendarDay) -> Timestamp? {
    guard let noon = Self.instant(day, 12, 0, 0) else { return nil }
    // In the zones that skipped a whole day, noon may be taken for one of a neighbouring day.
    var (within, beyond) = (noon - 48 * 3600, noon + 48 * 3600)
    while beyond - within > 1 {
      let middle = within + (beyond - within) / 2
      guard let date = self.day(of: Timestamp(seconds: middle, nanoseconds: 0)) else { return nil }
      if date <= day { within = middle } else { beyond = middle }
    }
    return Self.lastInstant(of: within)
  }

  /// Seconds since 1970. Of a time that the clock shows twice the later; a time that it skips is
  /// taken as if the clock had not been changed yet.
  private static func instant(
    _ day: CalendarDay, _ hour: Int, _ minute: Int, _ second: Int
  ) -> Int64? {
    let found = [Int32(0), 1].compactMap { isSummer -> Int64? in
      var parts = tm()
      parts.tm_year = Int32(day.year - 1900)
      parts.tm_mon = Int32(day.month - 1)
      parts.tm_mday = Int32(day.day)
      (parts.tm_hour, parts.tm_min) = (Int32(hour), Int32(minute))
      (parts.tm_sec, parts.tm_isdst) = (Int32(second), isSummer)
      let seconds = mktime(&parts)
      // Minus one is also a second before 1970, where no snapshot is.
      return seconds == -1 ? nil : Int64(seconds)
    }
    let exact = found.filter { seconds in
      LocalTime(Timestamp(seconds: seconds, nanoseconds: 0))
        .map { ($0.hour, $0.minute) == (hour, minute) } ?? false
    }
    return exact.max() ?? found.max()
  }

  private static func lastInstant(of second: Int64) -> Timestamp {
    Timestamp(seconds: second, nanoseconds: Timestamp.nanosecondsPerSecond - 1)
  }
}
