/// When a profile is to be saved: "daily 12:30", or any text that systemd takes as OnCalendar.
struct Schedule: Equatable, Sendable {
  /// Times of the day are those of the local clock.
  enum Rule: Equatable, Sendable {
    case hourly(minute: Int)
    case daily(TimeOfDay)
    /// Days are counted from Monday, which is 0.
    case weekly(day: Int, TimeOfDay)
    case monthly(day: Int, TimeOfDay)
    /// For systemd alone.
    case calendar
  }

  struct TimeOfDay: Equatable, Sendable {
    let hour: Int
    let minute: Int

    /// "03:00".
    var text: String { "\(Schedule.twoDigits(hour)):\(Schedule.twoDigits(minute))" }
  }

  /// As it was written.
  let text: String
  let rule: Rule

  static let days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
  static let form =
    "\"hourly :15\", \"daily 12:30\", \"weekly mon 03:00\", \"monthly 1 03:00\" or what systemd "
    + "takes as OnCalendar"

  /// `nil` for what is none of this. Of a text for systemd only the beginning is looked at.
  init?(_ text: String) {
    self.text = text
    var words = text.lowercased().split(separator: " ").map(String.init)
    guard let first = words.first else { return nil }
    words.removeFirst()
    switch first {
    case "hourly":
      guard let minute = Self.minute(words) else { return nil }
      rule = .hourly(minute: minute)
    case "daily":
      guard let time = Self.time(words) else { return nil }
      rule = .daily(time)
    case "weekly":
      // systemd's own "weekly" is Monday.
      let day = words.isEmpty ? 0 : Self.day(words.removeFirst())
      guard let day, let time = Self.time(words) else { return nil }
      rule = .weekly(day: day, time)
    case "monthly":
      let day = words.isEmpty ? 1 : Int(words.removeFirst())
      // No month lacks the 28th.
      guard let day, 1...28 ~= day, let time = Self.time(words) else { return nil }
      rule = .monthly(day: day, time)
    default:
      guard Self.isCalendar(first), !text.contains("\n") else { return nil }
      rule = .calendar
    }
  }

  private static func minute(_ words: [String]) -> Int? {
    guard let word = words.first else { return 0 }
    guard words.count == 1, let match = word.wholeMatch(of: /:(\d\d)/) else { return nil }
    return Int(match.1).flatMap { $0 < 60 ? $0 : nil }
  }

  private static func time(_ words: [String]) -> TimeOfDay? {
    guard let word = words.first else { return TimeOfDay(hour: 0, minute: 0) }
    guard words.count == 1, let match = word.wholeMatch(of: /(\d\d?):(\d\d)/),
      let hour = Int(match.1), let minute = Int(match.2), hour < 24, minute < 60
    else { return nil }
    return TimeOfDay(hour: hour, minute: minute)
  }

  /// "mon", "Monday".
  private static func day(_ word: String) -> Int? {
    let names = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
    return days.firstIndex(of: word) ?? names.firstIndex(of: word)
  }

  /// Words that systemd.time(7) knows, week days and numbers; anything else is a slip.
  private static func isCalendar(_ word: String) -> Bool {
    let known = ["minutely", "yearly", "annually", "quarterly", "semiannually"]
    let begins = days.contains { word.hasPrefix($0) }
    return known.contains(word) || begins || word.firstMatch(of: /^[\d*]/) != nil
  }

  private static func twoDigits(_ number: Int) -> String {
    number < 10 ? "0\(number)" : "\(number)"
  }
}

// MARK: for those who keep the time

extension Schedule {
  /// For OnCalendar= of a systemd timer.
  var onCalendar: String {
    switch rule {
    case .hourly(let minute): "*-*-* *:\(Self.twoDigits(minute)):00"
    case .daily(let time): "*-*-* \(time.text):00"
    case .weekly(let day, let time):
      "\(Self.days[day].capitalizedFirst) *-*-* \(time.text):00"
    case .monthly(let day, let time): "*-*-\(Self.twoDigits(day)) \(time.text):00"
    case .calendar: text
    }
  }

  /// The five fields of crontab(5); `nil` for what only systemd understands.
  var cronFields: String? {
    switch rule {
    case .hourly(let minute): "\(minute) * * * *"
    case .daily(let time): "\(time.minute) \(time.hour) * * *"
    // Sunday is 0 there.
    case .weekly(let day, let time): "\(time.minute) \(time.hour) * * \((day + 1) % 7)"
    case .monthly(let day, let time): "\(time.minute) \(time.hour) \(day) * *"
    case .calendar: nil
    }
  }

  /// From one run to the next, at most; `nil` for what only systemd understands.
  var interval: TimeSpan? {
    switch rule {
    case .hourly: TimeSpan(seconds: 3600)
    case .daily: TimeSpan(seconds: 86_400)
    case .weekly: TimeSpan(seconds: 7 * 86_400)
    case .monthly: TimeSpan(seconds: 31 * 86_400)
    case .calendar: nil
    }
  }
}
