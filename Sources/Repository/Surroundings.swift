package import Format
package import Sealing

/// Everything a repository would otherwise ask the operating system for.
///
/// Only the command line makes one from the real machine; tests make their own, with clocks that
/// jump and processes that are dead.
package struct Surroundings: Sendable {
  package let clock: any Clock
  package let random: any RandomSource
  package let process: ProcessIdentity
  /// Name and version for snapshots and intents: "martlet 0.1".
  package let program: String

  package init(
    clock: any Clock, random: any RandomSource, process: ProcessIdentity, program: String
  ) {
    self.clock = clock
    self.random = random
    self.process = process
    self.program = program
  }
}

/// Where times come from. No decision that could lose data rests on `now`.
package protocol Clock: Sendable {
  /// The wall clock; may jump in both directions.
  var now: Timestamp { get }
  /// Nanoseconds since boot, suspended time included; never goes back while the machine runs.
  var sinceBoot: UInt64 { get }
}

/// Who is running, as an intent records it (FORMAT.md 10.1).
package struct ProcessIdentity: Equatable, Sendable {
  package let host: String
  package let user: String
  /// 16 bytes, new at every boot.
  package let bootID: [UInt8]
  /// The inode of the pid namespace: equal process IDs mean the same process only within it.
  package let pidNamespace: UInt64
  package let processID: UInt32
  /// Clock ticks between boot and the start of the process, which tells it from a later namesake.
  package let startTime: UInt64

  package init(
    host: String, user: String, bootID: [UInt8], pidNamespace: UInt64, processID: UInt32,
    startTime: UInt64
  ) {
    self.host = host
    self.user = user
    self.bootID = bootID
    self.pidNamespace = pidNamespace
    self.processID = processID
    self.startTime = startTime
  }
}
