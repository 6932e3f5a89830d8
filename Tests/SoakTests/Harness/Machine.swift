import Format
import Pipelines
import Repository
import TestSupport

/// A computer on which processes run: its clocks, and what it remembers until it stops.
struct Machine {
  /// Years by which the wall clocks of two machines may differ.
  private static let maxSkewYears: Int64 = 40
  private static let secondsPerYear: Int64 = 31_556_952

  let name: String
  /// By how many seconds its wall clock is ahead.
  private let skew: Int64
  private(set) var bootID: [UInt8]
  /// When it was started, in nanoseconds of the world.
  private(set) var booted: UInt64
  /// Since its last start.
  private(set) var beats = MemoryBeatHistory()
  private var nextProcessID: UInt32 = 100

  init(_ number: Int, _ random: inout SeededGenerator) {
    name = "m\(number)"
    skew =
      Int64.random(in: -Self.maxSkewYears...Self.maxSkewYears, using: &random)
      * Self.secondsPerYear
    bootID = random.bytes(16)
    booted = 0
  }

  /// It stops, and starts again.
  mutating func restart(at now: UInt64, _ random: inout SeededGenerator) {
    bootID = random.bytes(16)
    booted = now
    beats = MemoryBeatHistory()
  }

  mutating func newProcess(at now: UInt64) -> ProcessIdentity {
    nextProcessID += 1
    return ProcessIdentity(
      host: name, user: "user", bootID: bootID, pidNamespace: 1, processID: nextProcessID,
      startTime: (now &- booted) / 10_000_000)
  }

  /// What its wall clock says.
  func wallSeconds(at now: UInt64) -> Int64 {
    1_700_000_000 + skew + Int64(now / 1_000_000_000)
  }
}

/// The clocks that one process sees: they stand still while others run.
final class ProcessClock: Clock {
  private struct Reading {
    var now = Timestamp(seconds: 0, nanoseconds: 0)
    var sinceBoot: UInt64 = 0
  }

  private let reading = Monitor(Reading())

  var now: Timestamp { reading.access { $0.now } }
  var sinceBoot: UInt64 { reading.access { $0.sinceBoot } }

  func set(_ machine: Machine, at now: UInt64) {
    let seconds = machine.wallSeconds(at: now)
    reading.access { reading in
      reading.now = Timestamp(seconds: seconds, nanoseconds: 0)
      reading.sinceBoot = max(reading.sinceBoot, now &- machine.booted)
    }
  }
}
