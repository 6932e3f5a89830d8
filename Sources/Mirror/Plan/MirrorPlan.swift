/// What to do so that two folders become equal, decided from three trees and nothing else.
///
/// The same trees and options give the same plan on whatever machine, and with A and B exchanged
/// the same plan with its sides exchanged (one-way and refresh excepted). What the rules say, and
/// what stands for them here:
///
/// - R1 without a baseline nothing is deleted; R2 what is equal is adopted; R3 what one side
///   changed is done on the other: `Reconciliation`, `Reconciliation+Leaves`
/// - R4 an edit beats a delete, R7 in a deleted folder what was edited or added stays:
///   `Reconciliation+Deleted`
/// - R5 two contents, R6 two kinds, conflict copies: `Reconciliation+Conflicts`, `ConflictName`
/// - R8 metadata, attribute by attribute: `MetadataMerge`
/// - R9 renames: `RenamePairs`, `Renames`, before anything else is decided
/// - R10 unknown: `Reconciliation`, first of all
///
/// Nothing is lost: a file that is overwritten or deleted is one that the other side replaced or
/// deleted since the baseline, unless a policy or a refresh asks for more; and both sides are in
/// the repository before the first step.
package struct MirrorPlan: Hashable, Sendable {
  /// In an order in which they can be performed, stage by stage.
  package let steps: [MirrorStep]
  /// In order of paths.
  package let notices: [Notice]
  /// What both sides agree on once every step is done: exactly what is equal then. Where they
  /// remain different, at held or unknown paths or B's own edits in a one-way run, it is what it
  /// was; after a slow run and a refresh, which did not look at it, nothing. A step that failed
  /// takes its path, and those below it, back to the old baseline.
  package let baseline: MirrorTree
  /// Whether both sides are equal once every step is done, what is unknown left aside.
  package let endsEqual: Bool
  private let tallies: [Tally]

  package func tally(_ side: Side) -> Tally { tallies[side == .a ? 0 : 1] }

  /// Recursive by folders: 4 096 of them in each other take a few MiB of stack, which a
  /// `WorkerThread` has.
  ///
  /// - `baseline`: what both last agreed on; `nil` if nothing is known of that (R1). It holds no
  ///   unknown nodes.
  /// - `a`, `b`: the roots as they are now.
  /// A folder is sealed in every tree that is given, or in none.
  package init(baseline: MirrorTree?, a: MirrorTree, b: MirrorTree, options: MirrorOptions) {
    let past = Self.past(baseline, b, options)
    var renames = Renames(baseline: past, a: a, b: b)
    if options.renames == .on, past != nil { renames.find(options) }

    var reconciliation = Reconciliation(options)
    let settled = reconciliation.settle(renames.baseline, renames.a, renames.b)
    var steps = renames.steps
    var writers = Side.allCases.map { side in
      StepWriter(
        side, copies: reconciliation.copies, merged: reconciliation.merged,
        touched: renames.touched(side))
    }
    for index in writers.indices {
      let side = writers[index].side
      writers[index].write(from: renames.tree(side), to: settled.tree(side))
    }
    for stage in MirrorStep.Stage.allCases {
      for writer in writers { steps += writer.steps(stage) }
    }
    self.steps = steps
    self.baseline = settled.baseline
    endsEqual = settled.areEqual(by: reconciliation.metadata)
    notices = (renames.notices + reconciliation.notices).sorted { $0.path < $1.path }
    tallies = Side.allCases.map { side in
      var tally = Tally(side == .a ? a : b, side, steps: steps)
      if options.direction != .refresh, let baseline = renames.baseline {
        tally.countChanges(since: baseline, in: renames.tree(side)) {
          reconciliation.metadata.areEqual($0, $1)
        }
      }
      return tally
    }
  }

  /// What changes are counted from. To B's state in a refresh: then every difference is a change
  /// of A's, which flows, and B has none of its own.
  private static func past(
    _ baseline: MirrorTree?, _ b: MirrorTree, _ options: MirrorOptions
  ) -> MirrorTree? {
    if options.direction == .refresh { return b }
    return options.comparison == .slow ? nil : baseline
  }
}
