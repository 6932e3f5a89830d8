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
  case restore(Int, workers: Int)
  case check(isWhole: Bool)

  package static func random(using random: inout SeededGenerator) -> HistoryOperation {
    let style = Style.random(using: &random)
    let call = Int.random(in: 0..<45, using: &random)
    switch Int.random(in: 0..<30, using: &random) {
    case 0...12: return .edit(.random(using: &random))
    case 13...15: return .backup(style)
    case 16, 17: return .backupsSideBySide(style, atCall: call)
    case 18, 19: return .interruptedBackup(style, atCall: call)
    case 20...23:
      let steps = Int.random(in: 0..<60, using: &random)
      return .stoppedBackup(style, afterSteps: steps, .random(using: &random))
    case 24...26:
      let codes: [StorageError.Code] = [.full, .failed, .unreachable]
      return .failingBackup(
        style, call: call, codes.randomElement(using: &random) ?? .failed,
        Bool.random(using: &random) ? .beforeEffect : .afterEffect)
    case 27, 28: return .restore(call, workers: style.workers)
    default: return .check(isWhole: Bool.random(using: &random))
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

extension UnsyncedChanges {
  fileprivate static func random(using random: inout SeededGenerator) -> Self {
    switch Int.random(in: 0..<4, using: &random) {
    case 0: .dropped
    case 1: .kept
    default: .mixed(seed: random.next())
    }
  }
}
