/// One thing that `doctor` looks at. A probe knows nothing of the others: it looks at the patient,
/// changes nothing, and says what it found; nothing where there is nothing to look at.
struct Probe: Sendable {
  let look: @Sendable (Patient) -> [DoctorFinding]

  /// In the order in which they are shown.
  static let all: [Probe] = [
    program, configuration, repository, copies, snapshots, space, repositoryFolders, leftovers,
    password, passwordFile, cache, state, history, clock, openFiles, user, schedule, libraries,
  ]

  static func examine(_ patient: Patient) -> [DoctorFinding] { all.flatMap { $0.look(patient) } }
}
