import Format
import LocalState
import Repository
import Sealing
import Storage

/// Asks before a key is tried that takes more than 256 MiB of memory: anybody who may write to the
/// storage can plant such keys, to keep a machine busy.
///
/// That somebody agreed is remembered once the key has opened the repository, for this key and this
/// cost: a run without a terminal goes on then. Whoever makes such a key on this machine agrees.
final class CostlyKeys {
  private let state: StateDatabase?
  private let terminal: Terminal
  /// `-y`.
  private let isAgreed: Bool
  private var answers: [(slot: KeySlot, isWanted: Bool)] = []

  init(_ state: StateDatabase?, _ terminal: Terminal, isAgreed: Bool) {
    self.state = state
    self.terminal = terminal
    self.isAgreed = isAgreed
  }

  /// Opens the repository; throws `refused` if only keys are left that nobody agreed to try.
  func open(
    _ storage: any Storage, with secret: Secret, _ surroundings: Surroundings
  ) throws -> Repository {
    do throws(RepositoryError) {
      let repository = try Repository.open(
        storage, with: secret, preferred: state?.rememberedKeySlot(), surroundings: surroundings,
        isWanted: isWanted)
      let opened = answers.last { $0.isWanted && KeySlotID($0.slot.id) == repository.keySlot }
      if let opened, let id = repository.keySlot {
        state?.noteAgreement(to: opened.slot.cost, of: id)
      }
      return repository
    } catch {
      guard error.code == .wrongPassword, let skipped = answers.first(where: { !$0.isWanted })
      else {
        throw error
      }
      throw Failure(
        .refused,
        "the key \"\(skipped.slot.label)\" \(Self.cost(of: skipped.slot)), "
          + "which nobody agreed to", at: storage.location,
        advice: "If it is your key, run the command once at a terminal or with -y: it is remembered"
      )
    }
  }

  private func isWanted(_ slot: KeySlot) -> Bool {
    if let known = answers.first(where: { $0.slot.id == slot.id && $0.slot.cost == slot.cost }) {
      return known.isWanted
    }
    let isKnown =
      KeySlotID(slot.id).map { state?.hasAgreed(to: slot.cost, of: $0) ?? false } ?? false
    let question =
      "The key \"\(Printable.text(slot.label))\" \(Self.cost(of: slot)) to try. Try it?"
    let isWanted = isKnown || isAgreed || (try? terminal.confirm(question)) == true
    answers.append((slot, isWanted))
    return isWanted
  }

  /// "takes 1.0 GiB of memory and about 3.2 s".
  private static func cost(of slot: KeySlot) -> String {
    let seconds = Wording.duration(nanoseconds: UInt64(slot.cost.seconds * 1e9))
    return "takes \(Wording.bytes(UInt64(slot.cost.memoryBytes))) of memory and about \(seconds)"
  }
}

extension StateDatabase {
  func hasAgreed(to cost: ScryptCost, of slot: KeySlotID) -> Bool {
    hasAgreed(to: cost.bytes, of: slot)
  }

  func noteAgreement(to cost: ScryptCost, of slot: KeySlotID) {
    noteAgreement(to: cost.bytes, of: slot)
  }
}

extension ScryptCost {
  /// As a key slot has it.
  fileprivate var bytes: [UInt8] {
    [log2N, blockSize, parallelism].map { UInt8(truncatingIfNeeded: $0) }
  }
}
