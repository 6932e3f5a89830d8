/// What systemd makes of a text for OnCalendar, asked of `systemd-analyze` where there is one.
enum CalendarText {
  /// Why it cannot be used; `nil` where it can, or nobody knows.
  static func problem(with schedule: Schedule) -> String? {
    guard schedule.rule == .calendar else { return nil }
    let answer = Answer.of(["systemd-analyze", "calendar", "--", schedule.onCalendar])
    guard let answer, answer.ending != .exit(0) else { return nil }
    return "systemd does not take \"\(schedule.text)\" as a time"
  }
}
