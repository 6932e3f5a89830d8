import Format
import Glibc

/// A point in time on the clock of this machine or of another one.
struct LocalTime: Equatable {
  let year, month, day: Int
  let hour, minute, second: Int
  let nanoseconds: UInt32
  /// Minutes that the clock is ahead of UTC.
  let utcOffsetMinutes: Int

  /// As a clock here would show it; `nil` for years that no calendar of the system has.
  init?(_ time: Timestamp) {
    var seconds = time_t(time.seconds)
    var parts = tm()
    guard localtime_r(&seconds, &parts) != nil else { return nil }
    self.init(parts, time.nanoseconds, utcOffsetMinutes: parts.tm_gmtoff / 60)
  }

  /// As a clock that far ahead of UTC showed it.
  init?(_ time: Timestamp, utcOffsetMinutes: Int) {
    let (shifted, overflow) = time.seconds.addingReportingOverflow(Int64(utcOffsetMinutes) * 60)
    var seconds = time_t(shifted)
    var parts = tm()
    guard !overflow, gmtime_r(&seconds, &parts) != nil else { return nil }
    self.init(parts, time.nanoseconds, utcOffsetMinutes: utcOffsetMinutes)
  }

  private init?(_ parts: tm, _ nanoseconds: UInt32, utcOffsetMinutes: Int) {
    year = Int(parts.tm_year) + 1900
    // RFC 3339 has four digits for a year.
    guard 0...9999 ~= year else { return nil }
    month = Int(parts.tm_mon) + 1
    day = Int(parts.tm_mday)
    hour = Int(parts.tm_hour)
    minute = Int(parts.tm_min)
    second = Int(parts.tm_sec)
    self.nanoseconds = nanoseconds
    self.utcOffsetMinutes = utcOffsetMinutes
  }

  /// "2026-11-21".
  var date: String { "\(Self.digits(year, 4))-\(Self.digits(month, 2))-\(Self.digits(day, 2))" }

  /// "14:02".
  var clock: String { "\(Self.digits(hour, 2)):\(Self.digits(minute, 2))" }

  /// "2026-11-21T14:02:09.000000001+01:00".
  var rfc3339: String {
    let offset = abs(utcOffsetMinutes)
    let sign = utcOffsetMinutes < 0 ? "-" : "+"
    return "\(date)T\(clock):\(Self.digits(second, 2)).\(Self.digits(Int(nanoseconds), 9))"
      + "\(sign)\(Self.digits(offset / 60, 2)):\(Self.digits(offset % 60, 2))"
  }

  /// "today", "yesterday", or the date.
  func day(now: Timestamp) -> String {
    if LocalTime(now)?.date == date { return "today" }
    // A day has 23 to 25 hours: noon yesterday is some 24 hours before noon today.
    guard let today = LocalTime(now) else { return date }
    let noon = now.seconds - Int64(today.hour * 3600) + 12 * 3600
    for (name, seconds) in [("yesterday", noon - 86_400), ("tomorrow", noon + 86_400)]
    where LocalTime(Timestamp(seconds: seconds, nanoseconds: 0))?.date == date {
      return name
    }
    return date
  }

  private static func digits(_ number: Int, _ count: Int) -> String {
    let text = "\(number)"
    return String(repeating: "0", count: max(0, count - text.count)) + text
  }
}
