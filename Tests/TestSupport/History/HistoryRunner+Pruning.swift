import Format
import Repository
import Storage

extension HistoryRunner {
  /// What takes away.
  func performPruning(_ operation: HistoryOperation) throws -> [String] {
    switch operation {
    case .forget(let number): return try forget(number)
    case .bringBack(let number): return try bringBack(number)
    case .prune(let isThorough):
      let storage = MemoryStorage(files)
      _ = try client(.plain, on: storage).prune(Self.limits(isThorough))
      files = storage.files
      return try broken()
    case .stoppedPrune(let steps, let unsynced):
      return try prune(
        on: FaultyStorage(files, fault: .stop(afterSteps: steps)), unsynced)
    case .failingPrune(let call, let code, let moment):
      return try prune(on: FaultyStorage(files, fault: .fail(call: call, code, moment)), .kept)
    case .pruneDuringBackup(let style, let call, let isTakenForDead):
      return try backup(style, call, prunedBy: isTakenForDead ? .alone : .crowded)
    case .backupDuringPrune(let style, let call): return try backupDuringPrune(style, call)
    case .prunesSideBySide(let call, let isTakenForDead):
      return try prunesSideBySide(call, isTakenForDead ? .alone : .crowded)
    default: return []
    }
  }

  private static func limits(_ isThorough: Bool) -> PruneLimits {
    var limits = PruneLimits()
    if isThorough { limits.maxUnusedMillionths = 0 }
    return limits
  }

  private func forget(_ number: Int) throws -> [String] {
    guard saved.count > 1, let id = pick(number, saved) else { return [] }
    let storage = MemoryStorage(files)
    try client(.plain, on: storage).forget([id])
    files = storage.files
    forgotten[id] = saved.removeValue(forKey: id)
    return try broken()
  }

  private func bringBack(_ number: Int) throws -> [String] {
    guard let id = pick(number, forgotten) else { return [] }
    let storage = MemoryStorage(files)
    do {
      try client(.plain, on: storage).bringBack(id)
      saved[id] = forgotten.removeValue(forKey: id)
    } catch is NoSuchSnapshot {
    } catch let error as RepositoryError where error.problem.hasPrefix("it is too late") {}
    files = storage.files
    return try broken()
  }

  private func prune(
    on storage: FaultyStorage, _ unsynced: UnsyncedChanges
  ) throws -> [String] {
    do {
      _ = try client(.plain, on: storage).prune(Self.limits(true))
    } catch let error as RepositoryError {
      guard storage.hasFired else { throw error }
    }
    files = storage.survivors(unsynced).files
    return try broken()
  }

  /// A backup that a prune takes for dead starts again in vain: it is told, and saves nothing.
  private func backup(
    _ style: HistoryOperation.Style, _ call: Int, prunedBy watch: SessionWatch
  ) throws -> [String] {
    let storage = MemoryStorage(files)
    let now = try ModelTree(folder: source.path)
    let pruner = client(.plain, on: storage)
    let prune = Once { try pruner.prune(Self.limits(true), watch: watch) }
    let hooked = HookedStorage(storage) { number, _ in if number == call { prune.run() } }
    do {
      keep(try start(style, on: hooked), now)
    } catch let error as RepositoryError where error.cause is SessionFenced {}
    if prune.hasRun { _ = try prune.result() }
    files = storage.files
    return try broken()
  }

  private func backupDuringPrune(
    _ style: HistoryOperation.Style, _ call: Int
  ) throws -> [String] {
    let storage = MemoryStorage(files)
    let now = try ModelTree(folder: source.path)
    let inner = client(style, on: storage)
    let path = source.path
    let backup = Once { try inner.backup(path) }
    let hooked = HookedStorage(storage) { number, _ in if number == call { backup.run() } }
    _ = try client(.plain, on: hooked).prune(Self.limits(true), watch: .crowded)
    if backup.hasRun { keep(try backup.result(), now) }
    files = storage.files
    return try broken()
  }

  /// One that another overtakes may be told to begin again.
  private func prunesSideBySide(_ call: Int, _ watch: SessionWatch) throws -> [String] {
    let storage = MemoryStorage(files)
    let inner = client(.plain, on: storage)
    let other = Once { try inner.prune(Self.limits(false), watch: watch) }
    let hooked = HookedStorage(storage) { number, _ in if number == call { other.run() } }
    do {
      _ = try client(.plain, on: hooked).prune(Self.limits(true), watch: .crowded)
    } catch let error as RepositoryError where error.code == .busy && other.hasRun {}
    if other.hasRun { _ = try other.result() }
    files = storage.files
    return try broken()
  }

  private func pick(_ number: Int, _ trees: [SnapshotID: ModelTree]) -> SnapshotID? {
    let ids = trees.keys.sorted { $0.description < $1.description }
    return ids.isEmpty ? nil : ids[number % ids.count]
  }
}
