import Format
import Repository
import Snapshots
import SystemPackage

/// A comparison that is shown as it goes on.
struct DiffRun {
  let invocation: Invocation
  let old: SnapshotView
  let selection: DiffSelection
  /// Added and removed folders with every entry.
  let listsAll: Bool
  let isVerbose: Bool
  let counters = DiffCounters()

  /// With an entry of another snapshot.
  func compare(
    _ entry: SnapshotView.Entry, with new: SnapshotView.Entry, in view: SnapshotView
  ) throws -> DiffSummary {
    let isWhole = entry.path.isEmpty && new.path.isEmpty && selection.excluded.isEmpty
    let counts = view.snapshot.snapshot.counts
    return try show(
      old.tree(of: entry), view.tree(of: new, fileName: entry.fileName),
      named: view.snapshot.id.short, id: view.snapshot.id,
      files: isWhole ? Int(clamping: counts.files + counts.symlinks + counts.others) : nil)
  }

  /// With folders on the disk.
  func compare(
    _ entry: SnapshotView.Entry, with live: LiveTree, at paths: [FilePath]
  ) throws -> DiffSummary {
    let name = Wording.list(paths.map { Printable.text($0.bytes) }, limit: 3)
    return try show(old.tree(of: entry), live, named: name, id: nil, files: nil)
  }

  /// `files` says how many there are in the new tree, where that is known.
  private func show<New: ComparedTree>(
    _ oldTree: SnapshotTree, _ newTree: New, named name: String, id: SnapshotID?, files: Int?
  ) throws -> DiffSummary {
    var diff = SnapshotDiff(
      from: oldTree, to: newTree, selection, cancellation: invocation.interruption.cancellation,
      counters: counters)
    let output = invocation.output
    let status = { @Sendable [counters] in Self.status(counters) }
    try invocation.running(
      "martlet: comparing \(old.snapshot.id.short) with \(name)", status: status
    ) {
      var listing = DiffListing(output, listsAll: listsAll)
      while !output.isClosed, let change = try diff.next() { listing.add(change) }
      listing.finish()
    }
    if let files { diff.noteAllFiles(files) }
    return DiffSummary(
      totals: diff.totals, unreadable: diff.unreadable + diff.damaged, old: old.snapshot.id,
      new: id,
      isVerbose: isVerbose)
  }

  private static func status(_ counters: DiffCounters) -> String {
    let read = counters.bytesRead > 0 ? ", \(Wording.bytes(UInt64(counters.bytesRead))) read" : ""
    return "\(Wording.count(UInt64(counters.entries))) compared\(read)"
  }
}
