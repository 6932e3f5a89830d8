import ArgumentParser
import Snapshots

/// A day or time as it is typed: today, yesterday, 2026-11-01, "2026-11-01 14:30".
struct DateOption: FormedValue {
  static let form = "a day or time: today, yesterday, 2026-11-01, \"2026-11-01 14:30\""

  let moment: CalendarMoment

  init?(argument: String) {
    guard let moment = CalendarMoment(argument.lowercased()[...]) else { return nil }
    self.moment = moment
  }
}
