/// What systemd makes of a text for OnCalendar, asked of `systemd-analyze` where there is one.
enum CalendarText {
  /// Why it cannot be used; `nil` where it can, or nobody knows.
  static func problem(with schedule: Schedule) -> String? {
    guard schedule.rule == .calendar else { return nil }
    let answer = Answer.of(["systemd-analyze", "calendar", "--", schedule.onCalendar])
    guard let answer, answer.ending != .exit(0) else { return nil }
    return "systemd does not take \"\(schedule.text)\" as a time"
  }

  /// From one run to the next, at most; `nil` where nobody knows.
  static func interval(of schedule: Schedule) -> TimeSpan? {
    if let interval = schedule.interval { return interval }
    let words = ["systemd-analyze", "calendar", "--iterations=10", "--", schedule.onCalendar]
    guard let answer = Answer.of(words, environment: ["TZ": "UTC"]) else { return nil }
    let times = Systemd.times(in: answer.text)
    return zip(times, times.dropFirst()).map { $1 - $0 }.max().map { TimeSpan(seconds: Int($0)) }
  }
}
