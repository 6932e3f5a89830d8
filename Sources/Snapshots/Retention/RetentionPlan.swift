package import Format
package import Repository

/// What becomes of each snapshot of a set under some rules: a pure function of both and of the
/// local calendar.
package struct RetentionPlan: Sendable {
  package struct Decision: Sendable {
    package let snapshot: CatalogedSnapshot
    /// Empty: it goes.
    package let reasons: [RetentionReason]
  }

  /// Ascending by time, as the snapshots came.
  package let decisions: [Decision]

  /// `snapshots` are those of one set, ascending by time. The newest stays in any case, and so does
  /// what was made more than a day from `now`: it counts for no rule.
  package init(
    _ snapshots: [CatalogedSnapshot], _ rules: RetentionRules, now: Timestamp,
    calendar: any LocalCalendar
  ) {
    let latest = now.seconds.addingReportingOverflow(86_400)
    let isFuture = { (snapshot: CatalogedSnapshot) in
      !latest.overflow && snapshot.snapshot.time.seconds > latest.partialValue
    }
    let newest = snapshots.last { !isFuture($0) }
    var keeper = Keeper(rules, newest: newest, calendar)
    decisions = snapshots.reversed().map { snapshot in
      var reasons = isFuture(snapshot) ? [.future] : keeper.reasons(for: snapshot)
      if snapshot.id == newest?.id, reasons.isEmpty { reasons = [.savedLast] }
      return Decision(snapshot: snapshot, reasons: reasons)
    }.reversed()
  }

  /// Whether no rule keeps anything: nobody can have meant that.
  package var isVain: Bool { !decisions.contains { $0.reasons.contains(where: \.isOfRule) } }

  package var forgotten: [CatalogedSnapshot] {
    decisions.filter(\.reasons.isEmpty).map(\.snapshot)
  }

  package var kept: [CatalogedSnapshot] {
    decisions.filter { !$0.reasons.isEmpty }.map(\.snapshot)
  }
}

/// Looks at snapshots from the newest on.
private struct Keeper {
  /// How a rule about periods stands.
  private struct Progress {
    let period: RetentionPeriod
    let limit: Int
    var count = 0
    var last: Int?
  }

  private let rules: RetentionRules
  private let newest: CatalogedSnapshot?
  private let calendar: any LocalCalendar
  private var seen = 0
  private var periods: [Progress]

  init(_ rules: RetentionRules, newest: CatalogedSnapshot?, _ calendar: any LocalCalendar) {
    self.rules = rules
    self.newest = newest
    self.calendar = calendar
    periods = RetentionPeriod.allCases.compactMap { period in
      rules.periods[period].map { Progress(period: period, limit: $0) }
    }
  }

  mutating func reasons(for snapshot: CatalogedSnapshot) -> [RetentionReason] {
    var reasons: [RetentionReason] = []
    seen += 1
    if seen <= rules.last { reasons.append(.last(seen)) }
    reasons += periodReasons(for: snapshot)
    if let within = rules.within, let newest, !isOlder(snapshot, than: newest, by: within) {
      reasons.append(.within)
    }
    reasons += snapshot.remarks.tags.filter(rules.tags.contains).map { .tag($0) }
    if snapshot.remarks.isPinned { reasons.append(.pinned) }
    return reasons
  }

  private func isOlder(
    _ snapshot: CatalogedSnapshot, than newest: CatalogedSnapshot, by seconds: Int64
  ) -> Bool {
    let (age, overflow) = newest.snapshot.time.seconds.subtractingReportingOverflow(
      snapshot.snapshot.time.seconds)
    return overflow || age > seconds
  }

  private mutating func periodReasons(for snapshot: CatalogedSnapshot) -> [RetentionReason] {
    // What has no local time belongs to no period, and stays rather than goes.
    guard let hour = calendar.hour(of: snapshot.snapshot.time) else {
      return periods.isEmpty ? [] : [.within]
    }
    var reasons: [RetentionReason] = []
    for index in periods.indices {
      let number = hour.number(of: periods[index].period)
      guard periods[index].count < periods[index].limit, periods[index].last != number else {
        continue
      }
      periods[index].last = number
      periods[index].count += 1
      reasons.append(.newest(periods[index].period, periods[index].count))
    }
    return reasons
  }
}
