import Format
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

  /// By rules, of each set on its own; `snapshots` are in the order in which they came.
  ///
  /// Nothing is forgotten of a set in whose newest snapshot most files were lost or changed, unless
  /// `doubts` says that this is all right.
  package init(
    _ snapshots: [CatalogedSnapshot], _ rules: RetentionRules, doubts: Doubts,
    calendar: any LocalCalendar
  ) {
    let sets = Dictionary(grouping: snapshots) { SnapshotSet(of: $0.snapshot) }
    let order = sets.values.sorted {
      ($0[0].snapshot.time, $0[0].id) < ($1[0].snapshot.time, $1[0].id)
    }
    parts = order.map { members in
      let plan = RetentionPlan(members, rules, calendar: calendar)
      guard doubts == .heeded, !plan.forgotten.isEmpty else {
        return Part(plan: plan, suspicion: nil)
      }
      return Part(plan: plan, suspicion: SuspiciousChange(in: members))
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

  /// Sets of which nothing would be left: a rule that does that was meant otherwise.
  package var emptied: [CatalogedSnapshot] {
    parts.filter { $0.plan.kept.isEmpty }.compactMap { $0.plan.decisions.last?.snapshot }
  }
}
