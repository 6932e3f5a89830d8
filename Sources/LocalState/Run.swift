package import Format

/// One run of a command that saves, checks or changes something, as the history keeps it.
package struct Run: Equatable, Sendable {
  /// Who runs or ran: a run without an end goes on if this process is still there.
  package struct Process: Equatable, Sendable {
    /// 16 bytes, new at every boot.
    package var bootID: [UInt8]
    package var namespace: UInt64
    package var id: UInt32
    /// Tells the process from a later one with the same ID.
    package var startTime: UInt64

    package init(bootID: [UInt8], namespace: UInt64, id: UInt32, startTime: UInt64) {
      self.bootID = bootID
      self.namespace = namespace
      self.id = id
      self.startTime = startTime
    }
  }

  /// What a backup saved.
  package struct Counts: Equatable, Sendable {
    package var files: UInt64
    package var bytes: UInt64
    /// New, before and after compression.
    package var added: UInt64
    package var stored: UInt64

    package init(files: UInt64, bytes: UInt64, added: UInt64, stored: UInt64) {
      self.files = files
      self.bytes = bytes
      self.added = added
      self.stored = stored
    }
  }

  /// What a check proved.
  package struct Proof: Equatable, Sendable {
    package var text: String
    /// Of the bytes of all packs those that were read, in millionths.
    package var readMillionths: UInt64

    package init(text: String, readMillionths: UInt64) {
      self.text = text
      self.readMillionths = readMillionths
    }
  }

  /// How it ended.
  package struct Ending: Equatable, Sendable {
    package var time: Timestamp
    /// One of the table of exit codes.
    package var exitCode: Int32

    package init(time: Timestamp, exitCode: Int32) {
      self.time = time
      self.exitCode = exitCode
    }
  }

  /// "backup", "check", "key add".
  package let command: String
  /// Empty for a run that was no profile's.
  package let profile: String
  package let process: Process
  package let started: Timestamp
  /// The set or the sources of a backup, as its owner writes bytes in text; empty otherwise.
  package var subject = ""
  /// Of the repository, written likewise; empty where none was known yet.
  package var location = ""
  package var repository: RepositoryID?
  /// `nil` for a run that goes on, or was killed.
  package var ending: Ending?
  /// What a backup saved.
  package var snapshot: SnapshotID?
  package var counts: Counts?
  package var proof: Proof?
  /// One line for people; may be empty.
  package var message = ""

  package init(command: String, profile: String, process: Process, started: Timestamp) {
    self.command = command
    self.profile = profile
    self.process = process
    self.started = started
  }
}
