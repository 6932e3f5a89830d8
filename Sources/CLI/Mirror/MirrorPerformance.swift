import Format
import LocalState
import Mirror
import Pipelines
import Repository
import Sealing
import Snapshots

/// A plan being carried out, and what this machine remembers of that.
struct MirrorPerformance {
  let invocation: Invocation
  let place: MirrorPlace
  let rules: MirrorRules
  let folders: FolderPair
  let pair: MirrorPair
  let stored: StoredMirrorPair
  let started: Timestamp
  /// The same in nanoseconds since the machine started.
  let begun: UInt64
  let isTalkative: Bool

  func perform(
    _ prepared: PreparedMirror, _ judged: JudgedPlan, _ counters: MirrorCounters
  ) throws -> PairRun.Outcome {
    var record = try record(prepared)
    // What finds nothing to do and has been made before is nothing to remember.
    let isWorthNoting =
      !prepared.plan.steps.isEmpty || !prepared.plan.notices.isEmpty || pair.baseline == nil
    if isWorthNoting { noteBeginning(record) }
    let title = "mirroring \(folders.text)"
    let result = try invocation.running(
      "martlet: \(title)", status: { ProgressSample(title, of: counters) },
      { try prepared.perform(judged) })
    let remarks = remarks(prepared, result)
    let done = result.stepsDone(of: prepared.plan)
    let sums = (a: MirrorSums(done, on: .a), b: MirrorSums(done, on: .b))
    (record.a, record.b) = (MirrorRecord.Counts(sums.a), MirrorRecord.Counts(sums.b))
    record.baselineAfter = result.baseline
    let isEqual = result.failures.isEmpty && prepared.plan.endsEqual
    let summary = { (record: MirrorRecord) in
      MirrorSummary(
        run: record, pair: pair, a: sums.a, b: sums.b, remarks: remarks,
        agreement: isEqual
          ? MirrorSummary.Agreement(files: UInt64(prepared.plan.baseline.leafCount)) : nil,
        isVerbose: invocation.options.verbose)
    }
    let exitCode = summary(record).exitCode
    record.ending = MirrorRecord.Ending(
      time: invocation.surroundings.clock.now,
      nanoseconds: invocation.surroundings.clock.sinceBoot &- begun, exitCode: exitCode.rawValue,
      verdict: isEqual ? "both sides are equal" : "the sides differ where it says so")
    if isWorthNoting { noteEnd(record, remarks, result) }
    if isTalkative || !done.isEmpty || exitCode != .done {
      summary(record).show(invocation.output)
    }
    return PairRun.Outcome(exitCode: exitCode, hasChanged: !done.isEmpty)
  }

  private func record(_ prepared: PreparedMirror) throws -> MirrorRecord {
    var record = MirrorRecord(
      id: try MirrorRecord.ID.random(place.repository), pair: stored.id, started: started,
      direction: MirrorRecord.Direction(rules.direction),
      comparison: rules.comparison == .slow || pair.baseline == nil ? .slow : .fast)
    record.baselineBefore = pair.baseline
    if !prepared.plan.steps.isEmpty { record.before = prepared.before }
    return record
  }

  private func noteBeginning(_ record: MirrorRecord) {
    if !place.history.begin(record) { noteLoss() }
  }

  private func noteEnd(
    _ record: MirrorRecord, _ remarks: [MirrorRemark], _ result: MirrorResult
  ) {
    var stored = stored
    stored.pair = pair
    for loss in result.losses { stored.pair.lose(loss) }
    let isNoted = place.history.update(stored) && place.history.end(record, remarks)
    if !isNoted { noteLoss() }
  }

  private func noteLoss() {
    let reason = place.history.problem.map { ": \(Printable.text($0))" } ?? ""
    invocation.output.note(
      "martlet: this run is not remembered\(reason); the next one compares everything and deletes "
        + "nothing")
  }

  private func remarks(_ prepared: PreparedMirror, _ result: MirrorResult) -> [MirrorRemark] {
    // Nobody has to be told what they have just settled.
    prepared.plan.notices.filter { rules.settled[$0.path] == nil }.map { MirrorRemark($0) }
      + result.failures.map { failure in
        MirrorRemark(
          .failed, failure.path.bytes, side: MirrorRemark.Side(failure.side),
          first: failure.parked?.bytes, reason: failure.problem.clause)
      }
  }
}

extension MirrorResult {
  /// The steps of the plan that were carried out.
  func stepsDone(of plan: MirrorPlan) -> [MirrorStep] {
    guard !failures.isEmpty else { return plan.steps }
    let failed = Set(failures.map { FailedPlace(side: $0.side, path: $0.path) })
    return plan.steps.filter { step in
      let around = step.path.ancestors.filter { !$0.names.isEmpty } + [step.path]
      return !around.contains { failed.contains(FailedPlace(side: step.side, path: $0)) }
    }
  }

  private struct FailedPlace: Hashable {
    let side: Side
    let path: MirrorPath
  }
}

extension MirrorPair {
  /// It turned out that a root does not hold something.
  mutating func lose(_ loss: MirrorLoss) {
    switch loss.side {
    case .a: a.lost |= loss.attribute.rawValue
    case .b: b.lost |= loss.attribute.rawValue
    }
  }
}

extension MirrorRecord.ID {
  static func random(_ repository: Repository) throws -> MirrorRecord.ID {
    let bytes = try repository.surroundings.random.bytes(byteCount)
    guard let id = MirrorRecord.ID(bytes) else { preconditionFailure("as many as it takes") }
    return id
  }
}

extension MirrorRecord.Counts {
  init(_ sums: MirrorSums) {
    self.init()
    created = sums.created.leaves + sums.created.folders
    replaced = sums.replaced
    removed = sums.removed.leaves + sums.removed.folders
    moved = sums.moved
    metadata = sums.metadata
    bytes = sums.bytes
  }
}

extension ProgressSample {
  init(_ title: String, of counters: MirrorCounters) {
    let (done, steps) = (UInt64(counters.stepsDone), UInt64(counters.steps))
    self.init(
      title: title,
      facts: [
        "\(Wording.count(done)) of \(Wording.count(steps, "step"))",
        "\(Wording.bytes(UInt64(counters.bytes))) written",
      ],
      done: done, total: steps, isBytes: false)
  }
}
