package import Format
package import Repository

/// Which snapshots are forgotten, and why the others stay: a pure function, shown before anything
/// is done.
package struct ForgetPlan: Sendable {
  /// The snapshots of one set that were looked at, oldest first.
  package struct Part: Sendable {
    package let plan: RetentionPlan
    /// What makes it doubtful that any of them should go.
    package let suspicion: SuspiciousChange?
  }

  /// In the order of their first snapshots.
  package let parts: [Part]

  /// By rules, of each set on each machine on its own; `snapshots` are in the order in which they
  /// came. Two machines may well call different folders by one name.
  ///
  /// Nothing is forgotten of a set in which most files were lost or changed since what would go,
  /// unless `doubts` says that this is all right.
  package init(
    _ snapshots: [CatalogedSnapshot], _ rules: RetentionRules, doubts: Doubts, now: Timestamp,
    calendar: any LocalCalendar
  ) {
    struct Key: Hashable {
      let set: SnapshotSet
      let host: String
    }
    let sets = Dictionary(grouping: snapshots) {
      Key(set: SnapshotSet(of: $0.snapshot), host: $0.snapshot.host)
    }
    let order = sets.values.sorted {
      ($0[0].snapshot.time, $0[0].id) < ($1[0].snapshot.time, $1[0].id)
    }
    parts = order.map { members in
      let plan = RetentionPlan(members, rules, now: now, calendar: calendar)
      guard doubts == .heeded, let first = plan.forgotten.first else {
        return Part(plan: plan, suspicion: nil)
      }
      return Part(plan: plan, suspicion: SuspiciousChange(in: members, since: first))
    }
  }

  package enum Doubts: Sendable {
    case heeded
    case overruled
  }

  /// Those that go: none of a set about which there are doubts.
  package var forgotten: [CatalogedSnapshot] {
    parts.filter { $0.suspicion == nil }.flatMap(\.plan.forgotten)
  }

  /// The newest of sets of which no rule keeps anything: that was meant otherwise.
  package var emptied: [CatalogedSnapshot] {
    parts.filter(\.plan.isVain).compactMap { $0.plan.decisions.last?.snapshot }
  }
}
