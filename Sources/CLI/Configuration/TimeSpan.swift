/// A length of time as people write it: 90min, 36h, 7d, 2w, 1y.
struct TimeSpan: Equatable, Comparable, Sendable {
  let seconds: Int

  private static let units = [
    "s": 1, "min": 60, "h": 3600, "d": 86_400, "w": 7 * 86_400, "y": 365 * 86_400,
  ]

  init(seconds: Int) {
    self.seconds = seconds
  }

  /// A whole number from 1 and a unit; `nil` for anything else, and for more than 100 years.
  init?(_ text: String) {
    guard let match = text.wholeMatch(of: /(\d{1,9}) ?(s|min|h|d|w|y)/),
      let count = Int(match.1), let unit = Self.units[String(match.2)]
    else { return nil }
    seconds = count * unit
    guard 1...100 * 365 * 86_400 ~= seconds else { return nil }
  }

  /// What a text has to be, for messages.
  static let form = "a length of time such as \"90min\", \"36h\" or \"7d\""

  static func < (left: Self, right: Self) -> Bool { left.seconds < right.seconds }

  /// "45 s", "90 min", "36 h", "7 days": in the largest unit that says it exactly and is not one
  /// alone.
  var text: String {
    for (unit, name) in [(86_400, "days"), (3600, "h"), (60, "min")]
    where seconds.isMultiple(of: unit) && seconds >= 2 * unit {
      return "\(Wording.count(UInt64(seconds / unit))) \(name)"
    }
    return "\(Wording.count(UInt64(clamping: seconds))) s"
  }
}
