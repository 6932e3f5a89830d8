import Format
import Pipelines

/// Reads the packs that a plan names, each to its last byte, and remembers which are in order.
///
/// A check that begins anew keeps it: what it has proved is not read twice.
struct ContentsCheck {
  private let repository: Repository
  private let share: PackShare
  private let history: any ProofHistory
  private let workers: Int
  private let cancellation: Cancellation
  private let counters: CheckCounters
  private let seed: UInt64
  private let started: UInt64
  /// What was remembered when the check began.
  private let remembered: [PackID: Int64]
  /// Packs that this check found in order, and when.
  private(set) var proved: [PackID: Int64] = [:]
  /// Packs of which it had something to tell.
  private var suspects: Set<PackID> = []
  /// Copies that were found damaged since it began, or began anew.
  private(set) var lost: [LostCopy] = []
  /// Copies of which nobody knows; they are not there for this check, and for no other.
  private(set) var unread: [LostCopy] = []

  init(
    _ repository: Repository, share: PackShare, history: any ProofHistory, workers: Int,
    cancellation: Cancellation, counters: CheckCounters
  ) throws(RepositoryError) {
    self.repository = repository
    self.share = share
    self.history = history
    self.workers = workers
    self.cancellation = cancellation
    self.counters = counters
    seed = try randomBytes(8, repository.surroundings.random).reduce(0) { $0 << 8 | UInt64($1) }
    started = repository.surroundings.clock.sinceBoot
    remembered = history.proofs(asOf: repository.surroundings.clock.now.seconds)
  }

  /// Reads what is to be read of `packs`, which are those that are there and of the right length.
  mutating func run(
    _ packs: [ReadingPlan.Pack], index: ChunkIndex, _ origins: PackOrigins,
    _ report: inout CheckReport
  ) throws {
    lost = []
    unread = []
    let plan = ReadingPlan(packs, proofs: remembered, share: share, seed: seed)
    for pack in packs where isSettled(pack.id) {
      report.packsRead += 1
      report.bytesRead += pack.bytes
    }
    let items = items(packs, plan, origins)
    let bytes = items.reduce(0) { $0 + $1.pack.bytes }
    counters.begin(packs: items.count, bytes: plan.limitNanoseconds == nil ? bytes : nil)
    try read(items, until: deadline(of: plan), index: index, origins, &report)
  }

  private struct Item {
    let pack: ReadingPlan.Pack
    /// Whether it is read even if the time is over.
    let isDue: Bool
  }

  private func isSettled(_ pack: PackID) -> Bool {
    proved[pack] != nil && !suspects.contains(pack)
  }

  /// First what was found damaged before a prune came in between, which may have been its doing.
  /// Where all are read, those with deltas come before those without, which have their bases, and
  /// the longest before the shorter: so the workers end at about the same time.
  private func items(
    _ packs: [ReadingPlan.Pack], _ plan: ReadingPlan, _ origins: PackOrigins
  ) -> [Item] {
    let again = packs.filter { suspects.contains($0.id) }
    var ordered = plan.packs
    if share == .all {
      ordered = ordered.map { (pack: $0, hasDeltas: origins.hasDeltas($0.id)) }.sorted {
        $0.hasDeltas != $1.hasDeltas ? $0.hasDeltas : $0.pack.bytes > $1.pack.bytes
      }.map(\.pack)
    }
    let rest = ordered.filter { !isSettled($0.id) && !suspects.contains($0.id) }
    let isFirst = proved.isEmpty && again.isEmpty
    return again.map { Item(pack: $0, isDue: true) }
      + rest.enumerated().map { Item(pack: $1, isDue: isFirst && $0 == 0) }
  }

  private func deadline(of plan: ReadingPlan) -> UInt64 {
    let (sum, overflow) = started.addingReportingOverflow(plan.limitNanoseconds ?? .max)
    return overflow ? .max : sum
  }

  private mutating func read(
    _ items: [Item], until deadline: UInt64, index: ChunkIndex, _ origins: PackOrigins,
    _ report: inout CheckReport
  ) throws {
    guard !items.isEmpty else { return }
    // Of a share, what is read is as good as proved when its own last byte is.
    let awaited = share == .all ? AwaitedDeltas() : nil
    var open: [PackCheck.Result] = []
    // What was found in them is told although they were not looked at to the end.
    defer { for result in open where !result.problems.isEmpty { take(result, index, &report) } }
    var rest = items[...]
    let clock = repository.surroundings.clock
    try orderedMap(
      workers: workers, limit: workers * 2, cancellation: cancellation,
      next: { rest.popFirst() },
      makeState: { [repository] in
        try PackCheck(repository, index: index, origins, awaited: awaited)
      },
      transform: { check, item -> PackCheck.Result? in
        guard item.isDue || clock.sinceBoot < deadline else { return nil }
        return try check.read(item.pack.id)
      },
      consume: { result in
        if let result { open.append(result) }
        takeClosed(&open, awaited, index, &report)
      })
    guard let awaited, !open.isEmpty else { return }
    try finish(&open, awaited.takeRest(), index: index, origins, &report)
  }

  /// Takes the packs of which nothing is awaited.
  private mutating func takeClosed(
    _ open: inout [PackCheck.Result], _ awaited: AwaitedDeltas?, _ index: ChunkIndex,
    _ report: inout CheckReport
  ) {
    let results = open
    open = []
    for result in results {
      if result.isOpen, let awaited, !awaited.isClosed(result.pack) {
        open.append(result)
      } else {
        take(result, index, &report)
      }
    }
  }

  /// Looks at the deltas whose bases did not come by, or not well.
  private mutating func finish(
    _ open: inout [PackCheck.Result], _ deltas: [PackID: [ChunkLocation]], index: ChunkIndex,
    _ origins: PackOrigins, _ report: inout CheckReport
  ) throws {
    var next = open[...]
    try orderedMap(
      workers: workers, limit: workers * 2, cancellation: cancellation,
      next: { next.popFirst() },
      makeState: { [repository] in try PackCheck(repository, index: index, origins) },
      transform: { check, result in try check.finish(result, deltas[result.pack] ?? []) },
      consume: { result in
        open.removeFirst()
        take(result, index, &report)
      })
  }

  private mutating func take(
    _ result: PackCheck.Result, _ index: ChunkIndex, _ report: inout CheckReport
  ) {
    report.packsRead += 1
    report.bytesRead += UInt64(result.bytes)
    counters.addPack(bytes: result.bytes)
    // Once recorded it is no news, but what is missing because of it is.
    let isKnown = !result.lost.isEmpty && result.lost.allSatisfy(index.isKnownLost)
    for error in result.problems {
      if isKnown { report.noteKnown(error) } else { report.add(error, in: .contents) }
    }
    lost += result.lost.filter { !index.isKnownLost($0) }
    unread += result.unread
    remember(result, isKnown: isKnown)
  }

  /// What is recorded as lost does not count any more, so a pack with nothing else wrong in it is
  /// as good as it will be: read again and again before all others it would tell nothing new.
  private mutating func remember(_ result: PackCheck.Result, isKnown: Bool) {
    if result.problems.isEmpty {
      suspects.remove(result.pack)
    } else {
      suspects.insert(result.pack)
    }
    guard result.problems.isEmpty || isKnown else {
      proved[result.pack] = nil
      history.drop([result.pack])
      return counters.addDamagedPack()
    }
    let now = repository.surroundings.clock.now.seconds
    proved[result.pack] = now
    history.note(result.pack, seconds: now)
  }
}
