import Format
import Repository
import Snapshots

extension Wording {
  /// What a set is called: its name, or its sources.
  static func set(of snapshot: Snapshot) -> String {
    snapshot.set.isEmpty
      ? list(snapshot.sources.map(Printable.text), limit: 3) : Printable.text(snapshot.set)
  }

  /// "docs on laptop": the set and the machine of a snapshot.
  static func setOnHost(_ snapshot: Snapshot) -> String {
    "\(set(of: snapshot)) on \(Printable.text(snapshot.host))"
  }

  /// Which snapshot was taken, where its name does not say it: "took a3f81c2e of docs, the newest
  /// of 2 sets".
  static func choice(
    _ match: SnapshotName.Match, of name: SnapshotName, _ calendar: MachineCalendar
  ) -> String? {
    let snapshot = match.snapshot.snapshot
    let moment: CalendarMoment? = if case .moment(let moment) = name.base { moment } else { nil }
    guard moment != nil || match.otherSets > 0 else { return nil }
    let begun = moment == nil ? "" : ", begun \(calendar.text(of: snapshot.time))"
    let others =
      match.otherSets > 0 ? ", the newest of \(count(UInt64(match.otherSets + 1), "set"))" : ""
    return "took \(match.snapshot.id.short) of \(set(of: snapshot))\(begun)\(others)"
  }
}
