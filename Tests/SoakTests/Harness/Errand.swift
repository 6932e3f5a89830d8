import Repository
import TestSupport

/// What one process does in its life.
enum Errand: Hashable {
  /// Saves the folder of a set.
  case backUp(BackupStyle)
  /// Finishes what others began, then prunes.
  case prune(PruneStyle)
  case forget(Int)
  case bringBack(Int)
  case tag(Int)
  /// Reads one snapshot to its last byte.
  case read(Int)
  case check(isWhole: Bool)

  /// The kind alone, for counts.
  var kind: String { String("\(self)".prefix { $0 != "(" }) }

  static func random(sets: Int, _ random: inout SeededGenerator) -> Errand {
    let number = Int.random(in: 0..<1_000, using: &random)
    switch Int.random(in: 0..<40, using: &random) {
    case 0...13: return .backUp(.random(sets: sets, &random))
    case 14...24: return .prune(.random(&random))
    case 25...30: return .forget(number)
    case 31...35: return .bringBack(number)
    case 36: return .tag(number)
    case 37, 38: return .read(number)
    default: return .check(isWhole: Bool.random(using: &random))
    }
  }
}

/// How a backup goes about it.
struct BackupStyle: Hashable {
  let set: Int
  /// Whether what the scan cache vouches for is taken over unread.
  let readsEverything: Bool
  let checkpointBytes: Int
  /// Interrupted, as by Ctrl-C, after so many files.
  let stopsAfter: Int?
  let isTagged: Bool

  static func random(sets: Int, _ random: inout SeededGenerator) -> BackupStyle {
    BackupStyle(
      set: Int.random(in: 0..<sets, using: &random),
      readsEverything: Int.random(in: 0..<4, using: &random) == 0,
      checkpointBytes: [1, 600, 1 << 20, 1 << 20].randomElement(using: &random) ?? 1,
      stopsAfter: Int.random(in: 0..<10, using: &random) == 0
        ? Int.random(in: 0..<6, using: &random) : nil,
      isTagged: Int.random(in: 0..<6, using: &random) == 0)
  }
}

/// How a prune goes about it, and what it thinks of the processes of others.
struct PruneStyle: Hashable {
  /// Of a process that a sign names and that ran on this machine.
  enum Belief: CaseIterable, Hashable {
    case truth, allDead, allRunning
  }

  /// What is forgotten first, if anything.
  let forgets: Int?
  let maxUnusedMillionths: Int
  let belief: Belief
  /// Hours without a new beat after which a session elsewhere is taken for dead.
  let silenceHours: UInt64

  static func random(_ random: inout SeededGenerator) -> PruneStyle {
    PruneStyle(
      forgets: Int.random(in: 0..<3, using: &random) > 0
        ? Int.random(in: 0..<1_000, using: &random) : nil,
      maxUnusedMillionths: [0, 0, 50_000, 400_000].randomElement(using: &random) ?? 0,
      belief: [.truth, .truth, .allDead, .allRunning].randomElement(using: &random) ?? .truth,
      silenceHours: [0, 1, 24, 24].randomElement(using: &random) ?? 24)
  }

  var limits: PruneLimits {
    var limits = PruneLimits()
    limits.maxUnusedMillionths = maxUnusedMillionths
    return limits
  }
}
