package import Format

/// What a prune would do, and what that frees: made from what was seen at one moment, shown before
/// anything is done.
package struct PruneProposal: Sendable {
  /// Packs of which nothing is needed.
  package let dead: [PackUsage]
  /// Packs of which what is needed is written into new ones.
  package let rewritten: [PackUsage]
  /// Packs that stay as they are.
  package let staying: [PackUsage]
  /// Packs that no session has committed, with their lengths.
  package let stray: [PackID: UInt64]
  /// Packs that index runs name and that are not there; nothing of them is needed.
  package let missing: Set<PackID>
  /// Index runs, snapshots and records that are of no use any more, with their lengths.
  package let files: [RepositoryPath: UInt64]
  /// Index runs of which what is left is written into new ones, with their lengths.
  package let mergedRuns: [LiveIndexRun: UInt64]
  /// Of the snapshots that are forgotten, or about to be: what is said about them goes with them.
  let forgottenSessions: Set<SessionID>
  /// What is needed, by the numbers of the planner's index.
  let live: LiveChunks
  /// The shares of frames that only forgotten snapshots needed.
  package let noLongerNeeded: Int

  /// No pack and no file would go.
  package var isNothing: Bool {
    condemnedPacks.isEmpty && condemnedFiles.isEmpty
  }

  /// What is condemned: from the plan on no session uses it.
  package var condemnedPacks: Set<PackID> {
    Set(dead.map(\.id)).union(rewritten.map(\.id)).union(stray.keys).union(missing)
  }

  /// What is condemned by name.
  package var condemnedFiles: Set<RepositoryPath> {
    Set(files.keys).union(mergedRuns.keys.map { .indexRun($0.session, $0.number) })
  }

  /// Bytes that go for good, about: what is rewritten is counted as taking as much as now.
  package var freedBytes: Int {
    dead.reduce(0) { $0 + $1.length } + rewritten.reduce(0) { $0 + $1.length - $1.live }
      + Int(clamping: stray.values.reduce(0, &+)) + Int(clamping: files.values.reduce(0, &+))
  }

  /// Bytes of packs that are read and written anew.
  package var rewrittenBytes: Int { rewritten.reduce(0) { $0 + $1.length } }

  /// Bytes of frames that nobody needs and that stay.
  package var unusedBytes: Int { staying.reduce(0) { $0 + $1.dead } }
}
