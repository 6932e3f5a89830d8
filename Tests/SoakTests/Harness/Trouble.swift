import Storage
import TestSupport

/// What befalls a process, once, at one of its calls.
enum Trouble: Equatable {
  case none
  /// It is killed.
  case death(KillMoment)
  /// Its machine stops and starts again, with all that runs there.
  case restart(KillMoment)
  /// The machine of the storage loses its power, and every process with it.
  case powerCut(UnsyncedChanges)
  /// So many calls from this one on fail.
  case failure(StorageError.Code, FaultyStorage.Moment, calls: Int)
  /// It stands still for so many hours and then goes on, with its whole machine or alone.
  case sleep(hours: UInt64, isWholeMachine: Bool)

  /// How far the last call of a killed process gets.
  enum KillMoment: CaseIterable {
    case beforeEffect
    /// A new file has its bytes, or a part, under its temporary name.
    case inDraft
    /// It has its name, which may not be on the disk.
    case beforeSync
    case afterEffect
  }

  static func random(_ random: inout SeededGenerator) -> Trouble {
    let moment = KillMoment.allCases.randomElement(using: &random) ?? .beforeEffect
    switch Int.random(in: 0..<100, using: &random) {
    case 0..<50: return .none
    case 50..<63: return .death(moment)
    case 63..<67: return .restart(moment)
    case 67..<71: return .powerCut(.random(&random))
    case 71..<85:
      let code: StorageError.Code =
        [.failed, .unreachable, .full].randomElement(using: &random) ?? .failed
      return .failure(
        code, Bool.random(using: &random) ? .beforeEffect : .afterEffect,
        calls: [1, 1, 2, 4].randomElement(using: &random) ?? 1)
    default:
      return .sleep(
        hours: [1, 12, 30, 30, 100].randomElement(using: &random) ?? 1,
        isWholeMachine: Bool.random(using: &random))
    }
  }
}

extension UnsyncedChanges {
  static func random(_ random: inout SeededGenerator) -> Self {
    switch Int.random(in: 0..<4, using: &random) {
    case 0: .dropped
    case 1: .kept
    default: .mixed(seed: random.next())
    }
  }
}
