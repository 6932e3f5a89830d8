import Format
import Pipelines
import Repository
import Snapshots
import Storage

/// Lives through a history that one seed draws: a folder that changes, backups that succeed, are
/// interrupted, stopped and failing, beside a model that knows what every snapshot must say.
///
/// After each operation everything that was ever reported as saved is there and right to the byte,
/// what is there besides was being saved, and the check is clean. A new verb of the program is one
/// more case of `HistoryOperation` and of `perform`.
package final class HistoryRunner {
  package let seed: UInt64
  /// What was done so far.
  package private(set) var operations: [HistoryOperation] = []

  private let base: TestRepository
  let source: SourceFolder
  private var editor: FolderEditor
  private var random: SeededGenerator
  /// Of the repository, as the disk has them.
  var files: [String: [UInt8]]
  var saved: [SnapshotID: ModelTree] = [:]
  /// What was forgotten, whether or not it has been pruned.
  var forgotten: [SnapshotID: ModelTree] = [:]
  /// What the last backup that succeeded found.
  private var newest: ModelTree?
  private var cache = MemoryScanCache()
  /// Long after every change of the folder: no file is too new to be taken over.
  private var seconds: Int64 = 4_000_000_000
  private var starts: UInt64 = 0

  package init(seed: UInt64) throws {
    self.seed = seed
    base = try TestRepository.small.get()
    files = base.files
    source = try SourceFolder()
    editor = FolderEditor(source, seed: seed)
    random = SeededGenerator(seed: ~seed)
  }

  /// Performs as many operations, or up to the first that breaks a promise; what is wrong then, a
  /// line each.
  package func run(_ count: Int) throws -> [String] {
    for _ in 0..<6 { try editor.perform(.random(using: &random)) }
    for _ in 0..<count {
      let operation = HistoryOperation.random(using: &random)
      operations.append(operation)
      seconds += 3_600
      let problems = try perform(operation)
      guard problems.isEmpty else { return problems }
    }
    return try check(.allData)
  }

  /// The seed and what was done, for a failure.
  package var story: String {
    // Without the names of modules and types before each case.
    let lines = operations.map { "  \($0)".replacing(/\b(?:[A-Z]\w*\.)+/, with: "") }
    return (["seed \(seed):"] + lines).joined(separator: "\n")
  }

  private func perform(_ operation: HistoryOperation) throws -> [String] {
    switch operation {
    case .edit(let edit):
      // What does not work in a folder as it is does not matter.
      try? editor.perform(edit)
      return []
    case .backup(let style): return try backup(style)
    case .backupsSideBySide(let style, let call): return try backups(style, call)
    case .interruptedBackup(let style, let call): return try interrupted(style, call)
    case .stoppedBackup(let style, let steps, let unsynced):
      let storage = FaultyStorage(files, fault: .stop(afterSteps: steps))
      return try faulty(style, storage, unsynced)
    case .failingBackup(let style, let call, let code, let moment):
      let storage = FaultyStorage(files, fault: .fail(call: call, code, moment))
      return try faulty(style, storage, .kept)
    case .forget, .bringBack, .prune, .stoppedPrune, .failingPrune, .pruneDuringBackup,
      .backupDuringPrune, .prunesSideBySide:
      // What was condemned meanwhile is rightly sent again.
      defer { newest = nil }
      return try performPruning(operation)
    case .restore(let number, let workers): return try restore(number, workers)
    case .check(let isWhole): return try check(isWhole ? .allData : .structure)
    }
  }
}

// MARK: operations

extension HistoryRunner {
  private func backup(_ style: HistoryOperation.Style) throws -> [String] {
    let storage = MemoryStorage(files)
    let now = try ModelTree(folder: source.path)
    let report = try start(style, on: storage)
    files = storage.files
    let added = report.snapshot.counts.newChunkBytes
    let problems = now == newest && added > 0 ? ["\(added) bytes were sent again"] : []
    keep(report, now)
    return problems + (try broken())
  }

  private func backups(_ style: HistoryOperation.Style, _ call: Int) throws -> [String] {
    let storage = MemoryStorage(files)
    let now = try ModelTree(folder: source.path)
    let inner = client(.plain, on: storage)
    let path = source.path
    let other = Once { try inner.backup(path) }
    let hooked = HookedStorage(storage) { number, _ in if number == call { other.run() } }
    keep(try start(style, on: hooked), now)
    if other.hasRun { keep(try other.result(), now) }
    files = storage.files
    return try broken()
  }

  private func interrupted(_ style: HistoryOperation.Style, _ call: Int) throws -> [String] {
    let storage = MemoryStorage(files)
    let now = try ModelTree(folder: source.path)
    let cancellation = Cancellation()
    let hooked = HookedStorage(storage) { number, _ in
      if number == call { cancellation.cancel() }
    }
    do {
      keep(try start(style, on: hooked, cancellation: cancellation), now)
    } catch is Cancelled {}
    files = storage.files
    return try broken()
  }

  private func faulty(
    _ style: HistoryOperation.Style, _ storage: FaultyStorage, _ unsynced: UnsyncedChanges
  ) throws -> [String] {
    let now = try ModelTree(folder: source.path)
    do {
      keep(try start(style, on: storage), now)
    } catch let error as RepositoryError {
      guard storage.hasFired else { throw error }
    }
    files = storage.survivors(unsynced).files
    return try broken(maybeSaved: now)
  }

  private func restore(_ number: Int, _ workers: Int) throws -> [String] {
    let ids = saved.keys.sorted { $0.description < $1.description }
    guard !ids.isEmpty else { return [] }
    let id = ids[number % ids.count]
    let place = try SourceFolder()
    let target = place.beside("restored")
    var client = client(.plain, on: MemoryStorage(files))
    client.workers = workers
    let report = try client.restore(id, to: target)
    let failures = report.failed.map { String(decoding: $0.path, as: UTF8.self) }
    let tree = try withExtendedLifetime(place) { try ModelTree(folder: target) }
    return failures + tree.differences(from: saved[id] ?? ModelTree())
  }

  private func check(_ depth: Check.Depth) throws -> [String] {
    try client(.plain, on: MemoryStorage(files)).check(depth).damage
  }
}

// MARK: the model

extension HistoryRunner {
  /// A new start of the program.
  func client(_ style: HistoryOperation.Style, on storage: any Storage) -> Client {
    starts += 1
    let clock: any Clock = style.isHasty ? HastyClock(seconds) : StoppedClock(seconds)
    let repository = base.on(storage, clock: clock, seed: seed &* 1_000_000 &+ starts)
    return Client(repository: repository, workers: style.workers)
  }

  func start(
    _ style: HistoryOperation.Style, on storage: any Storage,
    cancellation: Cancellation = Cancellation()
  ) throws -> BackupReport {
    if style.cache == .lost { cache = MemoryScanCache() }
    var client = client(style, on: storage)
    client.cancellation = cancellation
    return try client.backup(
      source.path, reading: style.readsEverything ? .everything : .changed,
      cache: style.cache == .unused ? NoScanCache() : cache)
  }

  func keep(_ report: BackupReport, _ tree: ModelTree) {
    saved[report.id] = tree
    newest = tree
  }

  /// Every promise that does not hold, a line each. `maybeSaved` is what a backup was saving that
  /// ended badly: its snapshot is there or not, and from now on stays as it is.
  func broken(maybeSaved: ModelTree? = nil) throws -> [String] {
    let client = client(.plain, on: MemoryStorage(files))
    let reading = try client.read()
    var problems = reading.damage.map(\.description)
    var missing = Set(saved.keys)
    let frames = FrameCache()
    for snapshot in reading.catalog.snapshots {
      missing.remove(snapshot.id)
      guard let expected = saved[snapshot.id] ?? maybeSaved else {
        problems.append("snapshot \(snapshot.id) comes from nowhere")
        continue
      }
      saved[snapshot.id] = expected
      problems += try client.tree(snapshot, reading, cache: frames).differences(from: expected)
    }
    problems += missing.map { "snapshot \($0) is gone" }
    return problems + (try client.check(.structure).damage)
  }
}
