import Format
import LocalState
import Mirror
import Repository
import Snapshots

/// A run being taken back.
struct UndoneRun {
  let invocation: Invocation
  let place: MirrorPlace
  let record: MirrorRecord
  let changes: PreparedUndo.LaterChanges
  /// Only says what would be done.
  let isDryRun: Bool

  func perform() throws -> ExitCode {
    guard let before = record.before else {
      throw Failure(
        .failed, "run \(record.id.short) changed nothing", advice: "See: martlet mirror log")
    }
    guard let pair = place.history.pair(record.pair) else {
      throw Failure(
        .failed, "the folders of that run are not known any more",
        advice: "See: martlet mirror list")
    }
    guard pair.repository == place.repository.id else {
      throw Failure(
        .failed, "run \(record.id.short) was with another repository",
        advice: "Name it: -r /mnt/usb/martlet")
    }
    let folders = try FolderPair(of: pair)
    guard folders.a.isSame(as: pair.a), folders.b.isSame(as: pair.b) else {
      throw Failure(
        .refused, "one of \(folders.text) is not the folder of that run",
        advice: "Mount its disk; or restore what is needed: martlet restore \(before.short)")
    }
    let lock = try PairRun.lock(folders, invocation)
    defer { withExtendedLifetime(lock) {} }
    do {
      return try undo(before, StoredMirrorPair(id: record.pair, pair: pair), folders)
    } catch let refusal as MirrorRefusal {
      throw Failure(refusal, folders)
    }
  }

  private func undo(
    _ before: SnapshotID, _ stored: StoredMirrorPair, _ folders: FolderPair
  ) throws -> ExitCode {
    let started = invocation.surroundings.clock.now
    let begun = invocation.surroundings.clock.sinceBoot
    let (saving, counters) = (BackupCounters(), MirrorCounters())
    let undo = MirrorUndo(
      place.repository,
      try stored.pair.request(workers: invocation.workers, with: invocation),
      undoing: MirrorUndo.Undone(before: before, agreed: record.baselineAfter),
      indexFolder: invocation.indexFolder(of: place.repository),
      cancellation: invocation.interruption.cancellation, counters: counters)
    let looking = "looking at \(folders.text)"
    let prepared = try invocation.running(
      "martlet: \(looking)", status: { ProgressSample(looking, of: saving) },
      { try undo.prepare(LocalScanCache.make(place.state), counters: saving) })
    if isDryRun {
      show(prepared, folders)
      return .done
    }
    var run = MirrorRecord(
      id: try MirrorRecord.ID.random(place.repository), pair: stored.id, started: started,
      direction: .undo, comparison: .slow)
    run.before = prepared.before
    run.undoes = record.id
    run.baselineBefore = stored.pair.baseline
    _ = place.history.begin(run)
    let title = "taking back run \(record.id.short)"
    let result = try invocation.running(
      "martlet: \(title)", status: { ProgressSample(title, of: counters) },
      { try prepared.perform(changes) })
    let sums = Side.allCases.map { MirrorSums(prepared.plan($0, changes).steps, on: .b) }
    (run.a, run.b) = (MirrorRecord.Counts(sums[0]), MirrorRecord.Counts(sums[1]))
    // What both had agreed on before the run.
    run.baselineAfter = record.baselineBefore
    let remarks = remarks(result)
    let summary = { (run: MirrorRecord) in
      MirrorSummary(
        run: run, pair: stored.pair, a: sums[0], b: sums[1], remarks: remarks, agreement: nil,
        isVerbose: invocation.options.verbose)
    }
    let exitCode = summary(run).exitCode
    run.ending = MirrorRecord.Ending(
      time: invocation.surroundings.clock.now,
      nanoseconds: invocation.surroundings.clock.sinceBoot &- begun, exitCode: exitCode.rawValue,
      verdict: result.isExact ? "both sides are as they were" : "some paths are not as they were")
    _ = place.history.end(run, remarks)
    _ = place.history.noteUndone(record.id, at: invocation.surroundings.clock.now)
    summary(run).show(invocation.output)
    return exitCode
  }

  private func show(_ prepared: PreparedUndo, _ folders: FolderPair) {
    for side in Side.allCases {
      let plan = prepared.plan(side, changes)
      guard invocation.output.format == .text else {
        for step in plan.steps { show(step, on: side) }
        continue
      }
      invocation.output.heading("\(side.letter), \(Printable.text(folders.root(side).path))")
      MirrorListing(plan: plan, depth: .summedUp, side: side).show(invocation.output)
      for path in changes == .kept ? prepared.changed[side] ?? [] : [] {
        invocation.output.line("! \(path.text) was changed after the run and stays")
      }
    }
  }

  /// The side that the step names says nothing.
  private func show(_ step: MirrorStep, on side: Side) {
    let fields = MirrorJSON.fields(step).map { field in
      field.0 == "side" ? ("side", JSON.text(side.letter)) : field
    }
    invocation.output.object(fields)
  }

  private func remarks(_ result: UndoResult) -> [MirrorRemark] {
    let kept = Side.allCases.flatMap { side in
      (result.kept[side] ?? []).map { path in
        MirrorRemark(
          .failed, path.bytes, side: MirrorRemark.Side(side),
          reason: "it was changed after the run and stays")
      }
    }
    return kept
      + result.failures.map { failure in
        MirrorRemark(
          .failed, failure.path.bytes, side: MirrorRemark.Side(failure.side),
          first: failure.parked?.bytes, reason: failure.problem.clause)
      }
  }
}
