package import Format

/// The calendar of the place where somebody names a snapshot by a day: time zone, summer time, and
/// what day it is now.
///
/// Only the command line makes one from the real machine.
package protocol LocalCalendar: Sendable {
  /// The last instant that belongs to it; `nil` if there is none.
  ///
  /// A day has 23 to 25 hours. Of an hour that the clock goes through twice the second counts.
  func end(of moment: CalendarMoment) -> Timestamp?

  /// The hour that a clock there showed; `nil` for years that it has none of.
  func hour(of time: Timestamp) -> CalendarHour?

  /// As a clock there showed it: "2026-11-01 14:02".
  func text(of time: Timestamp) -> String
}
