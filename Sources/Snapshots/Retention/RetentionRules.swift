/// Which snapshots of a set stay when old ones go by rule: each rule keeps some, and what none
/// keeps goes.
package struct RetentionRules: Equatable, Sendable {
  /// The newest ones, so many.
  package var last = 0
  /// Of the newest so many periods that have snapshots, the newest one each.
  package var periods: [RetentionPeriod: Int] = [:]
  /// All that are not so many seconds older than the newest.
  package var within: Int64?
  /// All that have one of these.
  package var tags: Set<String> = []

  package init() {}

  /// Keeps nothing at all: nobody can have meant that.
  package var isEmpty: Bool {
    last == 0 && periods.values.allSatisfy { $0 == 0 } && within == nil && tags.isEmpty
  }
}

/// A stretch of the local calendar.
package enum RetentionPeriod: String, CaseIterable, Sendable {
  case hourly, daily, weekly, monthly, yearly
}

/// Why a snapshot stays.
package enum RetentionReason: Equatable, Sendable {
  /// It is that many from the newest: 1 for the newest.
  case last(Int)
  /// It is the newest of a period, which is that many from the newest period.
  case newest(RetentionPeriod, Int)
  case within
  case tag(String)
  case pinned
  /// No rule drops what was saved last.
  case savedLast
  /// It is from a time that has not come: a clock was wrong, and no rule can be applied to it.
  case future
}

extension RetentionReason {
  /// Whether a rule says so that somebody has given.
  var isOfRule: Bool {
    switch self {
    case .pinned, .savedLast, .future: false
    default: true
    }
  }
}

extension RetentionReason: CustomStringConvertible {
  /// "last 1", "daily 3", "within", "tag keep", "pinned", "newest", "in the future".
  package var description: String {
    switch self {
    case .last(let number): "last \(number)"
    case .newest(let period, let number): "\(period.rawValue) \(number)"
    case .within: "within"
    case .tag(let tag): "tag \(tag)"
    case .pinned: "pinned"
    case .savedLast: "newest"
    case .future: "in the future"
    }
  }
}
