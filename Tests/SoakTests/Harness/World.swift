import Format
import Pipelines
import Repository
import Storage
import TestSupport

/// A repository that many processes on several machines use at once, as one seed draws it: who
/// comes when, whose call is next, what befalls whom, and how time passes.
///
/// `Ledger` knows what must be true; it is compared with what stands in the storage whenever a
/// process ends, after every power cut, and at the end (`Inspection`).
final class World: @unchecked Sendable {
  // Sendable because everything in it is touched only by the thread whose turn it is (`Turns`), and
  // turns pass through a locked monitor.

  let seed: UInt64
  let base: TestRepository
  let turns = Turns()
  var random: SeededGenerator
  var disk: DiskModel
  /// Of some histories.
  let twin: LocalTwin?
  /// Removed, and still to be seen: a delete happens eventually (S3).
  private var going: [String] = []
  var machines: [Machine] = []
  /// Nanoseconds.
  private(set) var now: UInt64 = 1_000_000_000_000
  let ledger = Ledger()
  var story = Story()
  var counts = SoakCounts()
  /// What broke a promise; then everything ends.
  private(set) var problems: [String] = []
  /// What each set looks like now.
  var sources: [SavedTree]
  var scans: [ScanKey: Scan] = [:]
  /// Sessions that somebody has recorded VOID for.
  private(set) var fenced: Set<String> = []

  private var started: [Process] = []
  private var running: [Process] = []
  private var threads: [WorkerThread] = []
  private var errandsLeft: Int
  /// So many of them save something: of nothing there is nothing to prune.
  private let firstErrands: Int
  private let maxRunning: Int
  private let isSplitting: Bool
  private let isLateDeleting: Bool
  private let steadiness: Int

  /// One history in so many is lived through in a folder too.
  private static let twinPeriod: UInt64 = 16

  init(seed: UInt64) throws {
    self.seed = seed
    base = try TestRepository.small.get()
    random = SeededGenerator(seed: seed &* 0x9E37_79B9_7F4A_7C15 &+ 1)
    disk = DiskModel(base.files)
    twin = seed % Self.twinPeriod == 0 ? try LocalTwin(base.files) : nil
    errandsLeft = Int.random(in: 5...16, using: &random)
    firstErrands = Int.random(in: 1...3, using: &random)
    maxRunning = [1, 2, 3, 3, 4, 6].randomElement(using: &random) ?? 3
    isSplitting = Bool.random(using: &random)
    isLateDeleting = Int.random(in: 0..<3, using: &random) == 0
    steadiness = [1, 4, 12].randomElement(using: &random) ?? 4
    sources = [SavedTree](
      repeating: SavedTree(), count: [1, 1, 2, 3].randomElement(using: &random) ?? 1)
    for number in 0..<Int.random(in: 1...3, using: &random) {
      machines.append(Machine(number, &random))
    }
  }

  /// Lives through it to the end; every promise that did not hold, a line each.
  func run() -> [String] {
    turns.pass(to: next(after: nil))
    turns.waitForEnd()
    for process in started where process.isRunning { turns.kill(process) }
    for thread in threads { thread.join() }
    threads = []
    if problems.isEmpty { compareWithTwin() }
    if problems.isEmpty { problems = Ending(self).problems() }
    return problems
  }

  func repository(
    on storage: any Storage, _ clock: any Clock, _ identity: ProcessIdentity, seed: UInt64
  ) -> Repository {
    Repository(
      storage: storage, keyring: base.keyring, config: base.config,
      surroundings: Surroundings(
        clock: clock, random: SeededRandom(seed: seed), process: identity,
        program: "martlet test"),
      keySlot: nil)
  }
}

// MARK: turns

extension World {
  /// Whoever comes next, after time has passed; `nil` when all is over.
  private func next(after current: Process?) -> Process? {
    guard problems.isEmpty else { return nil }
    passTime()
    if errandsLeft > 0, running.count < maxRunning, Int.random(in: 0..<12, using: &random) == 0 {
      start(nextErrand())
    }
    if running.isEmpty {
      guard errandsLeft > 0 else { return nil }
      start(nextErrand())
    }
    if let current, current.isRunning, current.wakes <= now,
      Int.random(in: 0..<steadiness + 1, using: &random) > 0
    {
      return current
    }
    let ready = running.filter { $0.wakes <= now }
    if let process = ready.randomElement(using: &random) { return process }
    let first = running.min { ($0.wakes, $0.number) < ($1.wakes, $1.number) }
    now = max(now, first?.wakes ?? now)
    return first
  }

  private func passTime() {
    now += UInt64.random(in: 1...50, using: &random) * 1_000_000
    switch Int.random(in: 0..<120, using: &random) {
    case 0: now += 180 * 1_000_000_000
    case 1, 2: now += 660 * 1_000_000_000
    case 3: now += [2, 30].randomElement(using: &random).map { $0 * 3_600_000_000_000 } ?? 0
    default: break
    }
    if !going.isEmpty, Int.random(in: 0..<10, using: &random) == 0 {
      removeNow(going.removeFirst())
    }
  }

  /// While a prune is at work, mostly what it must not hurt.
  private func nextErrand() -> Errand {
    let isPruning = running.contains { if case .prune = $0.errand { true } else { false } }
    let saves =
      started.count < firstErrands || isPruning && Int.random(in: 0..<3, using: &random) == 0
    return saves
      ? .backUp(.random(sets: sources.count, &random)) : .random(sets: sources.count, &random)
  }

  private func start(_ errand: Errand) {
    errandsLeft -= 1
    let machine = Int.random(in: 0..<machines.count, using: &random)
    let identity = machines[machine].newProcess(at: now)
    let range = [8, 25, 70].randomElement(using: &random) ?? 25
    let process = Process(
      number: started.count + 1, errand, on: machine, identity, trouble: .random(&random),
      atCall: Int.random(in: 1...range, using: &random), seed: random.next())
    process.lastTurn = now
    started.append(process)
    running.append(process)
    counts.note(errand)
    story.note(.start(process, machines[machine].name))
    do {
      threads.append(
        try WorkerThread { [self] in
          turns.wait(for: process)
          guard !process.isDead else { return }
          take(turnOf: process)
          end(process, Result { try Performance(process, self).run() })
        })
    } catch {
      preconditionFailure("\(error)")
    }
  }

  private func take(turnOf process: Process) {
    process.clock.set(machines[process.machine], at: now)
    process.lastTurn = now
  }

  /// Lets others come first.
  func pause(
    _ process: Process, _ operation: StorageError.Operation, _ name: String
  ) throws(StorageError) {
    guard !process.isDead else { throw .death(operation, name) }
    let next = next(after: process)
    if next !== process {
      turns.pass(to: next)
      turns.wait(for: process)
    }
    guard !process.isDead else { throw .death(operation, name) }
    take(turnOf: process)
  }

  /// The end of a process that is not dead.
  private func end(_ process: Process, _ result: Result<Void, any Error>) {
    guard !process.isDead else { return }
    process.hasEnded = true
    running.removeAll { $0 === process }
    ledger.end(process)
    if case .failure(let error) = result {
      story.note(.failure(process, "\(error)"))
      counts.failed += 1
      if let problem = Complaint(error, of: process, self).text { problems.append(problem) }
    } else {
      story.note(.success(process))
    }
    if isWorthALook(process) { inspect() }
    turns.pass(to: next(after: nil))
  }

  /// Processes that run, for whoever looks at process IDs on a machine.
  func isRunning(_ id: UInt32, on machine: Int) -> Bool {
    running.contains { $0.machine == machine && $0.identity.processID == id }
  }

  func complain(_ problem: String) { problems.append(problem) }
}

// MARK: calls

extension World {
  /// One call of a process, when it is its turn.
  func call<Result>(
    _ process: Process, _ operation: StorageError.Operation, _ name: String,
    _ body: (Trouble.KillMoment?) throws(StorageError) -> Result
  ) throws(StorageError) -> Result {
    try pause(process, operation, name)
    process.callCount += 1
    counts.calls += 1
    story.note(.call(process, operation, name))
    note(process, operation, name)
    switch process.trouble {
    case .failure(let code, let moment, let calls)
    where process.callCount >= process.troubledCall
      && process.callCount < process.troubledCall + calls:
      begin(process)
      if moment == .afterEffect { _ = try body(nil) }
      throw StorageError(code, operation, name, at: "shared", detail: "made to fail")
    case .none, .failure: return try body(nil)
    default:
      guard process.callCount == process.troubledCall else { return try body(nil) }
      return try suffer(process, operation, name, body)
    }
  }

  private func begin(_ process: Process) {
    process.isTroubled = true
    counts.note(process.trouble)
    story.note(.trouble(process))
  }

  private func suffer<Result>(
    _ process: Process, _ operation: StorageError.Operation, _ name: String,
    _ body: (Trouble.KillMoment?) throws(StorageError) -> Result
  ) throws(StorageError) -> Result {
    begin(process)
    switch process.trouble {
    case .sleep(let hours, let isWholeMachine):
      let wakes = now + hours * 3_600_000_000_000
      for other in running where other === process || isWholeMachine && other.sharesMachine(process)
      {
        other.wakes = max(other.wakes, wakes)
      }
      try pause(process, operation, name)
      return try body(nil)
    case .death(let moment):
      partly(moment, body)
      kill { $0 === process }
    case .restart(let moment):
      partly(moment, body)
      kill { $0.machine == process.machine }
      machines[process.machine].restart(at: now, &random)
    case .powerCut(let unsynced):
      partly(Trouble.KillMoment.allCases.randomElement(using: &random) ?? .beforeEffect, body)
      cutPower(unsynced)
    case .none, .failure: break
    }
    turns.pass(to: next(after: nil))
    throw .death(operation, name)
  }

  private func partly<Result>(
    _ moment: Trouble.KillMoment, _ body: (Trouble.KillMoment?) throws(StorageError) -> Result
  ) {
    switch moment {
    case .beforeEffect: break
    case .inDraft, .beforeSync: _ = try? body(moment)
    case .afterEffect: _ = try? body(nil)
    }
  }

  private func cutPower(_ unsynced: UnsyncedChanges) {
    kill { _ in true }
    disk = DiskModel(disk.survivors(unsynced))
    twin?.replaceAll(with: disk.visible)
    going = []
    for machine in machines.indices { machines[machine].restart(at: now, &random) }
    inspect()
  }

  private func kill(_ isMeant: (Process) -> Bool) {
    for process in running where isMeant(process) {
      turns.kill(process)
      ledger.end(process)
    }
    running.removeAll(where: isMeant)
  }
}

extension Process {
  func sharesMachine(_ other: Process) -> Bool { machine == other.machine }
}

// MARK: what the storage does

extension World {
  /// Which names a listing looks at first, if it is not one instant.
  struct Middle {
    let salt: UInt64

    func isFirst(_ name: String) -> Bool {
      name.utf8.reduce(salt) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 } >> 40 & 1 == 0
    }
  }

  func splitsListing() -> Middle? {
    guard isSplitting, Int.random(in: 0..<4, using: &random) == 0 else { return nil }
    return Middle(salt: random.next())
  }

  func splitsCreation() -> Bool { isSplitting && Int.random(in: 0..<6, using: &random) == 0 }

  /// A draft of which a part was written.
  func tear(_ name: String) {
    let bytes = disk.visible[name] ?? []
    disk.remove(name)
    let torn = Array(bytes.prefix(Int.random(in: 0...bytes.count, using: &random)))
    _ = disk.write(torn, as: name)
    twin?.leave(name, torn)
  }

  func remove(_ name: String) {
    if isLateDeleting, disk.visible[name] != nil, Bool.random(using: &random) {
      going.append(name)
    } else {
      removeNow(name)
    }
  }

  private func removeNow(_ name: String) {
    disk.remove(name)
    twin?.remove(name)
  }

  /// Keeps in mind whose session is whose, and which were fenced.
  private func note(_ process: Process, _ operation: StorageError.Operation, _ name: String) {
    guard operation == .create else { return }
    if name.hasPrefix("sessions/"), name.hasSuffix(".0") {
      process.sessions.insert(String(name.dropFirst("sessions/".count).dropLast(2)))
    } else if name.hasPrefix("log/") {
      let session = String(name.dropFirst("log/".count))
      if !process.sessions.contains(session), fenced.insert(session).inserted {
        counts.fenced += 1
      }
    }
  }

  /// Always after a prune; what others break they leave broken.
  private func isWorthALook(_ process: Process) -> Bool {
    switch process.errand {
    case .prune: true
    case .backUp, .forget, .bringBack: Int.random(in: 0..<4, using: &random) == 0
    case .tag, .read, .check: false
    }
  }

  private func compareWithTwin() {
    guard let twin else { return }
    twin.compare(with: disk.visible)
    problems += twin.differences
    counts.comparisons += twin.comparisons
  }

  /// Compares what stands there, and what a power cut would leave of it, with the ledger.
  private func inspect() {
    guard problems.isEmpty else { return }
    let inspection = Inspection(self)
    let depth: Inspection.Depth = Int.random(in: 0..<3, using: &random) == 0 ? .checked : .read
    problems += inspection.look(at: disk.visible, depth)
    compareWithTwin()
    if problems.isEmpty, !disk.isSynced {
      problems += inspection.look(at: disk.survivors(.dropped), depth)
    }
    let isPruned = running.contains { if case .prune = $0.errand { true } else { false } }
    if problems.isEmpty { ledger.settle(inspection.listings, besidePrune: isPruned) }
  }
}
