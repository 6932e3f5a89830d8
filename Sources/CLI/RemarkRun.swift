import Format
import Repository
import Snapshots

/// Changes what is said about snapshots: finds all of them first, so that a name that means none
/// changes nothing.
struct RemarkRun {
  private let changes: [RemarkChange]
  private let trying: DryRunOption
  private let kind: SnapshotRecord.Kind

  /// `kind` is what a person is told about.
  init(_ changes: [RemarkChange], _ trying: DryRunOption, about kind: SnapshotRecord.Kind) {
    self.changes = changes
    self.trying = trying
    self.kind = kind
  }

  func perform(
    _ names: [String], _ unlocking: UnlockingOptions, _ invocation: Invocation
  ) throws -> ExitCode {
    let repository = try invocation.openRepository(unlocking)
    let catalog = try invocation.catalog(of: repository)
    var found: [CatalogedSnapshot] = []
    for name in names {
      let snapshot = try invocation.find(name, in: catalog)
      if !found.contains(where: { $0.id == snapshot.id }) { found.append(snapshot) }
    }
    let plans = try repository.plan(changes, about: found)
    if !trying.dryRun { try repository.perform(plans) }
    let text = RemarkLines(kind: kind, isDryRun: trying.dryRun)
    for plan in plans { text.show(plan, invocation.output) }
    return .done
  }
}
