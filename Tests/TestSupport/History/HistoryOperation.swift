package import Storage

/// One step in the life of a repository and the folder that is saved in it.
package enum HistoryOperation: Equatable, Sendable {
  /// How a backup goes about it.
  package struct Style: Equatable, Sendable {
    package enum Cache: CaseIterable, Equatable, Sendable { case kept, unused, lost }

    let cache: Cache
    let readsEverything: Bool
    let workers: Int
    /// Whether every look at the clock makes a beat and a checkpoint due.
    let isHasty: Bool
  }

  case edit(FolderEdit)
  case backup(Style)
  /// Another session saves the same folder, all of it before one call of the first.
  case backupsSideBySide(Style, atCall: Int)
  /// A backup asked to stop, as by Ctrl-C.
  case interruptedBackup(Style, atCall: Int)
  /// The machine stops during a backup.
  case stoppedBackup(Style, afterSteps: Int, UnsyncedChanges)
  /// One call of a backup fails, and the storage lives on.
  case failingBackup(Style, call: Int, StorageError.Code, FaultyStorage.Moment)
  /// One of the snapshots is forgotten.
  case forget(Int)
  /// One that was forgotten is brought back, if that can still be done.
  case bringBack(Int)
  case prune(isThorough: Bool)
  /// The machine stops during a prune.
  case stoppedPrune(afterSteps: Int, UnsyncedChanges)
  /// One call of a prune fails, and the storage lives on.
  case failingPrune(call: Int, StorageError.Code, FaultyStorage.Moment)
  /// A prune runs before one call of a backup, which it takes for alive or for dead.
  case pruneDuringBackup(Style, atCall: Int, isTakenForDead: Bool)
  /// A whole backup runs before one call of a prune.
  case backupDuringPrune(Style, atCall: Int)
  /// A second prune runs before one call of a prune, which it takes for alive or for dead.
  case prunesSideBySide(atCall: Int, isTakenForDead: Bool)
  case restore(Int, workers: Int)
  case check(isWhole: Bool)

  package static func random(using random: inout SeededGenerator) -> HistoryOperation {
    let style = Style.random(using: &random)
    let call = Int.random(in: 0..<45, using: &random)
    let steps = Int.random(in: 0..<60, using: &random)
    switch Int.random(in: 0..<45, using: &random) {
    case 0...12: return .edit(.random(using: &random))
    case 13...15: return .backup(style)
    case 16, 17: return .backupsSideBySide(style, atCall: call)
    case 18, 19: return .interruptedBackup(style, atCall: call)
    case 20...23: return .stoppedBackup(style, afterSteps: steps, .random(using: &random))
    case 24...26: return .failingBackup(style, call: call, .random(&random), .random(&random))
    case 27, 28: return .restore(call, workers: style.workers)
    case 29: return .check(isWhole: Bool.random(using: &random))
    default: return pruning(style, call, steps, &random)
    }
  }

  /// What takes away.
  private static func pruning(
    _ style: Style, _ call: Int, _ steps: Int, _ random: inout SeededGenerator
  ) -> HistoryOperation {
    switch Int.random(in: 0..<15, using: &random) {
    case 0...3: return .forget(call)
    case 4: return .bringBack(call)
    case 5, 6: return .prune(isThorough: Bool.random(using: &random))
    case 7, 8: return .stoppedPrune(afterSteps: steps, .random(using: &random))
    case 9, 10: return .failingPrune(call: call, .random(&random), .random(&random))
    case 11, 12:
      return .pruneDuringBackup(
        style, atCall: call, isTakenForDead: Bool.random(using: &random))
    case 13: return .backupDuringPrune(style, atCall: call)
    default:
      return .prunesSideBySide(atCall: call, isTakenForDead: Bool.random(using: &random))
    }
  }

  /// The kind alone, for counts.
  package var kind: String { String("\(self)".prefix { $0 != "(" }) }
}

extension HistoryOperation.Style {
  /// One thread with everything it may need.
  package static let plain = Self(cache: .kept, readsEverything: false, workers: 1, isHasty: false)

  fileprivate static func random(using random: inout SeededGenerator) -> Self {
    Self(
      cache: Cache.allCases.randomElement(using: &random) ?? .kept,
      readsEverything: Int.random(in: 0..<4, using: &random) == 0,
      workers: Int.random(in: 1...3, using: &random), isHasty: Bool.random(using: &random))
  }
}

extension StorageError.Code {
  fileprivate static func random(_ random: inout SeededGenerator) -> Self {
    [Self.full, .failed, .unreachable].randomElement(using: &random) ?? .failed
  }
}

extension FaultyStorage.Moment {
  fileprivate static func random(_ random: inout SeededGenerator) -> Self {
    Bool.random(using: &random) ? .beforeEffect : .afterEffect
  }
}

extension UnsyncedChanges {
  fileprivate static func random(using random: inout SeededGenerator) -> Self {
    switch Int.random(in: 0..<4, using: &random) {
    case 0: .dropped
    case 1: .kept
    default: .mixed(seed: random.next())
    }
  }
}
