import Format
import Pipelines
import Repository
import Storage
import Synchronization
import TestSupport

/// One run of the program on a machine: an errand with a thread of its own, which makes its calls
/// when it is its turn.
final class Process: @unchecked Sendable {
  // Sendable because what can change here is touched only by the thread whose turn it is (`Turns`),
  // and turns pass through a locked monitor; `isDead` is atomic.

  /// From 1, in the order in which they were started.
  let number: Int
  let errand: Errand
  /// By its number in the world.
  let machine: Int
  let identity: ProcessIdentity
  let seed: UInt64
  let clock = ProcessClock()
  /// What becomes of it, and at which of its calls.
  let trouble: Trouble
  let troubledCall: Int
  /// Woken when it is its turn.
  let turn = Condition()
  private let death = Atomic<Bool>(false)

  var callCount = 0
  var hasEnded = false
  /// When it goes on.
  var wakes: UInt64 = 0
  /// Whether its trouble has come to it.
  var isTroubled = false
  /// Of its sessions, those that it has announced.
  var sessions: Set<String> = []
  var lastTurn: UInt64 = 0

  init(
    number: Int, _ errand: Errand, on machine: Int, _ identity: ProcessIdentity,
    trouble: Trouble, atCall: Int, seed: UInt64
  ) {
    self.number = number
    self.errand = errand
    self.machine = machine
    self.identity = identity
    self.seed = seed
    self.trouble = trouble
    troubledCall = atCall
  }

  /// Nothing it calls happens any more.
  var isDead: Bool { death.load(ordering: .relaxed) }
  var isRunning: Bool { !hasEnded && !isDead }

  func kill() { death.store(true, ordering: .relaxed) }
}

/// Whose turn it is: of all processes one runs at a time, so that a seed is the whole story.
final class Turns: Sendable {
  /// The number of a process; 0 for the world itself.
  private let holder = Monitor(0)
  private let ended = Condition()

  func pass(to process: Process?) {
    holder.access { holder in
      holder = process?.number ?? 0
      if let process { process.turn.wakeAll() } else { ended.wakeAll() }
    }
  }

  /// Returns when it is the turn of the process, or it is dead.
  func wait(for process: Process) {
    holder.wait(for: process.turn) { holder in
      holder == process.number || process.isDead ? () : nil
    }
  }

  func waitForEnd() {
    holder.wait(for: ended) { holder in holder == 0 ? () : nil }
  }

  func kill(_ process: Process) {
    holder.access { _ in
      process.kill()
      process.turn.wakeAll()
    }
  }
}
