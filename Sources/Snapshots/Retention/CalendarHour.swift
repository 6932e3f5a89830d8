/// An hour of a day, as a local clock shows it: the one that a clock goes through twice is one.
package struct CalendarHour: Hashable, Sendable {
  package let day: CalendarDay
  package let hour: Int

  package init(day: CalendarDay, hour: Int) {
    self.day = day
    self.hour = hour
  }

  /// Equal for two hours of the same period, and only for those.
  func number(of period: RetentionPeriod) -> Int {
    switch period {
    case .hourly: day.number * 24 + hour
    case .daily: day.number
    // The first day of the calendar below is a Thursday; weeks begin on Mondays (ISO 8601).
    case .weekly: (day.number + 3) / 7
    case .monthly: day.year * 12 + day.month
    case .yearly: day.year
    }
  }
}

extension CalendarDay {
  /// Days since the first of January 1970, and 719 530 more so that none is negative: a multiple
  /// of seven, by which weeks stay where they are.
  fileprivate var number: Int {
    // Years that begin in March have their leap day at the end.
    let (shiftedYear, shiftedMonth) = month > 2 ? (year, month - 3) : (year - 1, month + 9)
    let era = shiftedYear + 400
    let days = era * 365 + era / 4 - era / 100 + era / 400
    return days + (shiftedMonth * 153 + 2) / 5 + day - 1 - 146_097 - 719_468 + 719_530
  }
}
