/// Says that a session may be alive, and where it can be looked for (FORMAT.md 10.1) [10.1-a].
package struct Intent: Equatable, Sendable {
  /// What the session is for. Raw values are on disk: never change or reuse one.
  package enum Purpose: UInt8, CaseIterable, Sendable {
    case backup = 0
    case copy = 1
    case repack = 2
    case repair = 3
    case undelete = 4
    case checkpoint = 5
  }

  package static let bootIDByteCount = 16

  package let purpose: Purpose
  package let host: String
  /// 16 bytes; another one means that no process of then is alive.
  package let bootID: [UInt8]
  /// The inode of the process's PID namespace: a process ID means nothing outside of it.
  package let processNamespace: UInt64
  package let processID: UInt32
  /// Clock ticks since boot, so that a reused process ID is noticed.
  package let processStart: UInt64
  package let time: Timestamp
  package let program: String

  package init(
    purpose: Purpose, host: String, bootID: [UInt8], processNamespace: UInt64, processID: UInt32,
    processStart: UInt64, time: Timestamp, program: String
  ) {
    precondition(bootID.count == Self.bootIDByteCount)
    self.purpose = purpose
    self.host = host
    self.bootID = bootID
    self.processNamespace = processNamespace
    self.processID = processID
    self.processStart = processStart
    self.time = time
    self.program = program
  }

  package init(decoding bytes: [UInt8]) throws(FormatError) {
    var input = ByteReader(bytes)
    purpose = try input.choice("purpose")
    host = try input.text("host", limit: Limits.maxNameBytes)
    bootID = try input.bytes(Self.bootIDByteCount, "boot ID")
    processNamespace = try input.integer("pid namespace")
    processID = try input.integer("process ID")
    processStart = try input.integer("process start")
    time = try input.timestamp()
    program = try input.text("program", limit: Limits.maxNameBytes)
    try input.finish()
  }

  package func encoded() -> [UInt8] {
    var output = ByteWriter(capacity: 128)
    output.integer(purpose.rawValue)
    output.text(host, limit: Limits.maxNameBytes)
    output.append(bootID)
    output.integer(processNamespace)
    output.integer(processID)
    output.integer(processStart)
    output.timestamp(time)
    output.text(program, limit: Limits.maxNameBytes)
    return output.bytes
  }
}
