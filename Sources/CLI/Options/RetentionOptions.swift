import ArgumentParser
import Snapshots

/// Which snapshots of each set stay, by rule.
struct RetentionOptions: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Keep the newest ones, so many.", valueName: "count"))
  var keepLast: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Of the newest hours that have snapshots, keep the newest one each, so many.",
      valueName: "count"))
  var keepHourly: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("The same of days.", valueName: "count"))
  var keepDaily: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("The same of weeks, from Monday on.", valueName: "count"))
  var keepWeekly: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("The same of months.", valueName: "count"))
  var keepMonthly: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("The same of years.", valueName: "count"))
  var keepYearly: Int?

  @Option(
    help: ArgumentHelp(
      "Keep all that are not older than the newest by more: 36h, 7d, 8w, 1y.", valueName: "time"))
  var keepWithin: TimeSpan?

  @Option(
    parsing: .unconditionalSingleValue,
    help: ArgumentHelp("Keep all with this tag. Can be repeated.", valueName: "tag"))
  var keepTag: [String] = []

  func validate() throws {
    for (option, count) in counts {
      if let count, count < 0 { throw ValidationError("\(option) is at least 0") }
    }
    guard !isGiven || !rules.isEmpty else {
      throw ValidationError("These rules keep nothing at all: say how many are to stay")
    }
  }

  /// Whether any of them was used.
  var isGiven: Bool {
    counts.contains { $0.count != nil } || keepWithin != nil || !keepTag.isEmpty
  }

  var rules: RetentionRules {
    var rules = RetentionRules()
    rules.last = keepLast ?? 0
    let periods: [RetentionPeriod: Int?] = [
      .hourly: keepHourly, .daily: keepDaily, .weekly: keepWeekly, .monthly: keepMonthly,
      .yearly: keepYearly,
    ]
    rules.periods = periods.compactMapValues { $0 }
    rules.within = keepWithin.map { Int64($0.seconds) }
    rules.tags = Set(keepTag)
    return rules
  }

  private var counts: [(option: String, count: Int?)] {
    [
      ("--keep-last", keepLast), ("--keep-hourly", keepHourly), ("--keep-daily", keepDaily),
      ("--keep-weekly", keepWeekly), ("--keep-monthly", keepMonthly), ("--keep-yearly", keepYearly),
    ]
  }
}

extension TimeSpan: FormedValue {
  init?(argument: String) { self.init(argument) }
}
