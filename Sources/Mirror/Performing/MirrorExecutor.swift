import FileTree
import Format
import Pipelines
import SystemPackage

/// Performs a plan that was judged, stage by stage.
///
/// A path that fails stays as it is, and nothing below it is tried; all else goes on. When this
/// returns, what was done is durable. Whatever ends it before, each path is old or new.
final class MirrorExecutor {
  /// What is made before the first of it takes its place: the disk is synced once for all of them.
  private static let maxWindowSteps = 1_024
  private static let maxWindowBytes: UInt64 = 256 << 20
  /// So few are synced one by one.
  private static let fewSteps = 8

  private let crew: MirrorCrew
  private let plan: MirrorPlan
  private let crowd: MirrorCrowd
  private var links: LinkedFiles
  /// Folders that this run has made, by side.
  private var made: [Side: Set<MirrorPath>] = [:]
  private var finished: [Side: Set<MirrorPath>] = [:]
  /// The times that folders had which no step speaks of.
  private var folderTimes: [Side: [MirrorPath: Timestamp]] = [:]
  private(set) var ledger: MirrorLedger

  init(
    _ crew: MirrorCrew, _ plan: MirrorPlan, links: [Side: [MirrorPath: UInt64]], workers: Int
  ) throws {
    self.crew = crew
    self.plan = plan
    crowd = try MirrorCrowd(crew, workers: workers)
    self.links = LinkedFiles(links, moves: plan.steps.filter { $0.stage == .moves })
    ledger = MirrorLedger()
    crew.counters.expect(steps: plan.steps.count)
  }

  /// Throws `Cancelled` between two steps when it is asked to stop, and what ends all work, such as
  /// a repository out of reach. Then the ledger says what was done until then.
  func run() throws {
    defer { close() }
    for stage in MirrorStep.Stage.allCases {
      let steps = plan.steps.filter { $0.stage == stage }
      switch stage {
      case .moves, .finishes: try performInOrder(steps)
      case .builds:
        try performInOrder(steps.filter(\.bringsFolder))
        try build(steps.filter { !$0.bringsFolder })
      case .removals:
        let leaves = steps.filter { $0.action == .remove && $0.before?.isLeaf == true }
        try removeLeaves(leaves)
        try performInOrder(
          steps.filter { $0.action != .remove || $0.before?.isLeaf != true })
      }
    }
  }

  private func close() {
    for staged in crew.waiting.access({ Array($0.values) }) {
      _ = crowd.lead.givenUp(staged, for: .canceled)
    }
    for (side, hand) in crew.hands where plan.steps.contains(where: { $0.side == side }) {
      for (path, time) in folderTimes[side, default: [:]]
      where finished[side]?.contains(path) != true {
        _ = try? crowd.lead.restoreTime(of: path, on: side, time)
      }
      hand.closeFolders(besides: finished[side, default: []])
      do throws(Errno) {
        try hand.sync()
      } catch {
        ledger.fail(side, .root, .system(error))
      }
    }
  }

  // MARK: - One by one

  private func performInOrder(_ steps: [MirrorStep]) throws {
    for step in steps where isDue(step) {
      try crowd.check()
      let outcome = try perform(step)
      if case .done = outcome { noteDone(step) }
      ledger.settle(step, outcome)
      crew.counters.addStep()
    }
  }

  private func isDue(_ step: MirrorStep) -> Bool {
    guard ledger.isBelowFailure(step) else { return true }
    ledger.skip(step)
    crew.counters.addStep()
    return false
  }

  private func perform(_ step: MirrorStep) throws -> StepOutcome {
    let worker = crowd.lead
    switch step.action {
    case .create, .replace: return try worker.commit(try worker.stage(step, .atOnce))
    case .move(let target): return try worker.move(step, to: target)
    case .remove: return try worker.removeFolder(step)
    case .setMetadata(let metadata):
      let isNew = made[step.side]?.contains(step.path) == true
      return try worker.finish(step, metadata, isNew: isNew)
    }
  }

  private func noteDone(_ step: MirrorStep) {
    if step.bringsFolder { made[step.side, default: []].insert(step.path) }
    if case .setMetadata = step.action { finished[step.side, default: []].insert(step.path) }
  }

  // MARK: - Many at once

  private func build(_ steps: [MirrorStep]) throws {
    let due = steps.filter(isDue)
    var rest = due.filter { !links.isLinked($0) }[...]
    while !rest.isEmpty {
      let window = Self.window(rest)
      rest = rest.dropFirst(window.count)
      try build(window: Array(window))
    }
    for step in due where links.isLinked(step) {
      try crowd.check()
      let staged = try crowd.lead.stage(step, asNameOf: links.candidates(for: step))
      note(staged)
      let outcome = try crowd.lead.commit(staged)
      if case .done = outcome { links.noteMade(step) }
      settle(step, outcome)
    }
  }

  private func build(window: [MirrorStep]) throws {
    let isFew = window.count <= Self.fewSteps
    let durability: FileWriter.Durability = isFew ? .atOnce : .later
    var staged = try crowd.map(window, bytes: \.broughtBytes) { try $0.stage($1, durability) }
    for staged in staged { note(staged) }
    if !isFew { staged = synced(staged) }
    let outcomes = try crowd.map(staged, bytes: \.step.broughtBytes) { try $0.commit($1) }
    for (staged, outcome) in zip(staged, outcomes) { settle(staged.step, outcome) }
  }

  private func note(_ staged: StagedStep) {
    guard let time = staged.folderTime else { return }
    let (side, folder) = (staged.step.side, staged.step.path.parent)
    guard folderTimes[side]?[folder] == nil else { return }
    folderTimes[side, default: [:]][folder] = time
  }

  /// Durable; what a side could not make so is given up.
  private func synced(_ staged: [StagedStep]) -> [StagedStep] {
    var problems: [Side: Errno] = [:]
    for side in Side.allCases
    where staged.contains(where: { $0.isMade && $0.step.side == side }) {
      do throws(Errno) {
        try crew.hand(side).sync()
      } catch {
        problems[side] = error
      }
    }
    guard !problems.isEmpty else { return staged }
    return staged.map { staged in
      problems[staged.step.side].map { crowd.lead.givenUp(staged, for: $0) } ?? staged
    }
  }

  private func removeLeaves(_ steps: [MirrorStep]) throws {
    let due = steps.filter(isDue)
    let outcomes = try crowd.map(due, bytes: \.removedBytes) { try $0.removeLeaf($1) }
    for (step, outcome) in zip(due, outcomes) { settle(step, outcome) }
  }

  private func settle(_ step: MirrorStep, _ outcome: StepOutcome) {
    ledger.settle(step, outcome)
    crew.counters.addStep()
  }

  private static func window(_ steps: ArraySlice<MirrorStep>) -> ArraySlice<MirrorStep> {
    var bytes: UInt64 = 0
    let window = steps.prefix(maxWindowSteps).prefix { step in
      let isRoom = bytes < maxWindowBytes
      bytes = bytes.addingReportingOverflow(step.broughtBytes).partialValue
      return isRoom
    }
    return window
  }
}

extension StagedStep {
  fileprivate var isMade: Bool {
    if case .made = state { true } else { false }
  }
}

extension MirrorStep {
  /// Of the file that goes.
  fileprivate var removedBytes: UInt64 { before?.bytes ?? 0 }

  /// Of the file that it writes.
  var broughtBytes: UInt64 {
    switch action {
    case .create(let node, _), .replace(let node, _): node.bytes
    case .move, .remove, .setMetadata: 0
    }
  }
}

extension MirrorNode {
  /// Of a file.
  var bytes: UInt64 {
    if case .file(_, let size) = content { size } else { 0 }
  }
}
