package import Format
import Storage

/// What an intent says of its session, seen from one process.
package struct SessionSign: Sendable {
  package enum Standing: Sendable {
    /// It has an outcome; whoever comes by may remove the sign.
    case over
    /// Its process runs here.
    case running
    /// Its process ran here, since the last start of this machine, and is no more.
    case dead
    /// It ran elsewhere, or before the last start of this machine: nobody here can tell.
    case unknown
  }

  package let session: SessionID
  /// The newest.
  let beat: Int
  package let standing: Standing

  /// The signs that stand in the repository; of one that cannot be read nothing is known.
  ///
  /// `isRunning` tells whether a process of that ID that started at that tick runs now.
  package static func all(
    in repository: Repository, isRunning: (UInt32, UInt64) -> Bool
  ) throws(RepositoryError) -> [SessionSign] {
    let files = repository.files
    let outcomes = Set(
      try files.list("log").compactMap { file -> SessionID? in
        if case .outcome(let session)? = RepositoryPath(name: file.name) { session } else { nil }
      })
    var signs: [SessionID: SessionSign] = [:]
    for file in try files.list("sessions") {
      guard case .intent(let session, let beat)? = RepositoryPath(name: file.name) else { continue }
      if let known = signs[session], known.beat > beat { continue }
      let intent = (try? files.read(.intent(session, beat: beat)))
        .flatMap { try? Intent(decoding: $0.payload) }
      let standing: Standing =
        Cleaning.mayRemoveSigns(of: session, outcomes: outcomes)
        ? .over
        : intent?.standing(of: repository.surroundings.process, isRunning: isRunning) ?? .unknown
      signs[session] = SessionSign(session: session, beat: beat, standing: standing)
    }
    return signs.values.sorted { $0.session < $1.session }
  }
}

extension Intent {
  /// Whether its process can be seen from `process`, which must be of the same start of the same
  /// machine and see the same process IDs, and what has become of it (FORMAT.md 10.4).
  func standing(
    of process: ProcessIdentity, isRunning: (UInt32, UInt64) -> Bool
  ) -> SessionSign.Standing {
    guard bootID == process.bootID, processNamespace == process.pidNamespace else {
      return .unknown
    }
    return isRunning(processID, processStart) ? .running : .dead
  }
}
