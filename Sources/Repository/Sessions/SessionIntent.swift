import Format
import Storage

/// The sign that a session is alive: `sessions/SID.k`, renewed every ten minutes (FORMAT.md 10.1);
/// `Beats` says what stays.
///
/// While it stands, a prune waits for the session or fences it.
final class SessionIntent {
  /// Nanoseconds between two beats.
  static let beatInterval: UInt64 = 600 * 1_000_000_000

  private let files: SealedFiles
  private let clock: any Clock
  private let session: SessionID
  private let temporaries: TemporaryNames
  private let payload: [UInt8]
  private var beat = 0
  private var lastBeat: UInt64

  /// W1: durable when this returns.
  init(
    _ repository: Repository, _ session: SessionID, purpose: Intent.Purpose,
    temporaries: TemporaryNames
  ) throws(RepositoryError) {
    files = repository.files
    clock = repository.surroundings.clock
    self.session = session
    self.temporaries = temporaries
    let process = repository.surroundings.process
    payload = Intent(
      purpose: purpose, host: process.host, bootID: process.bootID,
      processNamespace: process.pidNamespace, processID: process.processID,
      processStart: process.startTime, time: clock.now,
      program: repository.surroundings.program
    ).encoded()
    lastBeat = clock.sinceBoot
    try create()
  }

  /// Renews the sign when it is due.
  func beatIfDue() throws(RepositoryError) {
    guard clock.sinceBoot >= lastBeat + Self.beatInterval else { return }
    beat += 1
    try create()
    lastBeat = clock.sinceBoot
    if let old = Beats.superseded(by: beat) { remove(old) }
  }

  /// W6. What cannot be removed now is removed by whoever sees the outcome.
  func end() {
    for sign in Beats.standing(at: beat) { remove(sign) }
  }

  private func create() throws(RepositoryError) {
    _ = try files.create(payload, as: .intent(session, beat: beat), via: temporaries.next())
  }

  private func remove(_ beat: Int) {
    try? files.storage.remove(RepositoryPath.intent(session, beat: beat).name)
  }
}
