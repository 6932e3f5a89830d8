/// A day, or a minute or second of one, as a person names it: "yesterday", "2026-11-01T14:30".
///
/// Which instants belong to it depends on where and when it is said: a `LocalCalendar` knows.
package enum CalendarMoment: Hashable, Sendable {
  case today
  case yesterday
  case day(CalendarDay)
  /// Without `second` the whole minute.
  case time(CalendarDay, hour: Int, minute: Int, second: Int?)

  /// "today", "2026-11-01", "2026-11-01T14:30", "2026-11-01 14:30:15"; `nil` for anything else, and
  /// for days that no calendar has.
  package init?(_ text: Substring) {
    if text == "today" {
      self = .today
    } else if text == "yesterday" {
      self = .yesterday
    } else {
      self.init(date: text)
    }
  }

  private init?(date text: Substring) {
    let pattern = /(\d{4})-(\d\d)-(\d\d)(?:[Tt ](\d\d):(\d\d)(?::(\d\d))?)?/.asciiOnlyDigits()
    guard let match = text.wholeMatch(of: pattern)?.output,
      let day = CalendarDay(
        year: Int(match.1) ?? -1, month: Int(match.2) ?? -1, day: Int(match.3) ?? -1)
    else { return nil }
    guard let hours = match.4, let minutes = match.5 else {
      self = .day(day)
      return
    }
    let second = match.6.flatMap { Int($0) }
    guard let hour = Int(hours), hour < 24, let minute = Int(minutes), minute < 60,
      second ?? 0 < 60
    else { return nil }
    self = .time(day, hour: hour, minute: minute, second: second)
  }
}

extension CalendarMoment: CustomStringConvertible {
  package var description: String {
    switch self {
    case .today: "today"
    case .yesterday: "yesterday"
    case .day(let day): "\(day)"
    case .time(let day, let hour, let minute, let second):
      "\(day)T\(Self.two(hour)):\(Self.two(minute))" + (second.map { ":\(Self.two($0))" } ?? "")
    }
  }

  private static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
