import Format
import Repository
import Snapshots

/// The sets that snapshots of mirrors are in: those of both folders before a run, and those of what
/// they agreed on.
enum MirrorSets {
  static let prefix = "mirror "
  private static let baselineSuffix = " baseline"

  static func isOne(_ set: String) -> Bool { set.hasPrefix(prefix) }

  /// Without the snapshots that rules must leave alone: all of mirrors where no set is named, which
  /// go by themselves after `--keep-runs`, and in any case what two folders agreed on last.
  static func spared(
    _ snapshots: [CatalogedSnapshot], isSetNamed: Bool
  ) -> [CatalogedSnapshot] {
    guard isSetNamed else { return snapshots.filter { !isOne($0.snapshot.set) } }
    var newest: [String: SnapshotID] = [:]
    for snapshot in snapshots where isBaseline(snapshot.snapshot.set) {
      newest[snapshot.snapshot.set] = snapshot.id
    }
    return snapshots.filter { newest[$0.snapshot.set] != $0.id }
  }

  private static func isBaseline(_ set: String) -> Bool {
    isOne(set) && set.hasSuffix(baselineSuffix)
  }
}
