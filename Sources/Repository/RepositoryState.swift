package import Format

/// What counts in a repository at one moment (FORMAT.md 10.3): which index runs and snapshots are
/// in force, and what a plan is about to take away.
package struct RepositoryState: Sendable {
  /// n: the newest plan; 0 before the first.
  package let epoch: Int
  /// m: the newest verdict; n or n − 1.
  package let verdict: Int
  /// C: what plan n condemns while it has no verdict, and what verdict m deletes.
  package let condemned: Set<PackID>
  /// Packs that runs in force name but that a verdict took away.
  package let dropped: Set<PackID>
  /// Files that the verdict takes away; some may still be there.
  package let removed: Set<RepositoryPath>
  /// In ascending order.
  package let runs: [LiveIndexRun]
  package let snapshots: [LiveSnapshot]
  /// Sessions whose COMMIT the next verdict leaves in force: they saw the newest plan.
  private(set) var lasting: Set<SessionID> = []
  /// Sessions of which the second listing told first: their snapshots count at the next look.
  private(set) var late: Set<SessionID> = []
  /// Every session with an outcome, and whether that is a COMMIT.
  package let outcomes: [SessionID: Bool]
  /// Outcomes that could not be read: what they committed is missing here. And a plan, which only a
  /// writer needs.
  package let damage: [RepositoryError]
}

extension RepositoryState {
  /// The state as readers see it.
  package static func load(_ repository: Repository) throws(RepositoryError) -> RepositoryState {
    try load(repository.files)
  }

  /// Lists `gc`, `log`, `gc` again until both listings of `gc` agree (`ReaderSteps`), and reads
  /// what they name.
  ///
  /// The order is what makes this a state that once was: a COMMIT seen after the verdict that it
  /// belongs to is seen whole, with all that it builds on.
  static func load(_ files: SealedFiles) throws(RepositoryError) -> RepositoryState {
    var steps = ReaderSteps<Int>()
    var collection = try CollectionState.load(files)
    steps.receive(collection.numbers)
    var commits = try Commits.loadWithBases(files)
    steps.receiveLog()
    while true {
      switch steps.next {
      case .listCollection:
        collection = try CollectionState.load(files)
        steps.receive(collection.numbers)
      case .listLog:
        commits = try Commits.loadWithBases(files)
        steps.receiveLog()
      case .end: return RepositoryState(collection, commits)
      }
    }
  }

  /// What `body` makes of the state as readers see it; again, when it finds something damaged that
  /// a prune has taken away in the meantime.
  static func withCurrent<Result>(
    _ repository: Repository, _ body: (RepositoryState) throws(RepositoryError) -> Result
  ) throws(RepositoryError) -> Result {
    while true {
      let state = try load(repository.files)
      do throws(RepositoryError) {
        return try body(state)
      } catch {
        guard error.code == .damaged, try !state.isCurrent(repository) else { throw error }
      }
    }
  }

  /// Whether no prune has come to a verdict since.
  func isCurrent(_ repository: Repository) throws(RepositoryError) -> Bool {
    try CollectionState.numbers(repository.files).verdict == verdict
  }

  /// Those of some files that no verdict takes away, however old [10.3-g]: a delete may come late,
  /// and a power cut may undo it (S3).
  func unremoved(
    _ paths: Set<RepositoryPath>, _ files: SealedFiles
  ) throws(RepositoryError) -> Set<RepositoryPath> {
    var rest = paths.subtracting(removed)
    var number = verdict - 1
    while !rest.isEmpty, number > 0 {
      do throws(RepositoryError) {
        rest.subtract(try CollectionState.readVerdict(number, files).files)
      } catch {
        // A stub, or one that is damaged, tells nothing.
        guard error.code == .damaged else { throw error }
      }
      number -= 1
    }
    return rest
  }

  /// What a session does that has announced itself: `gc` once, and `log` after it (W2, W3).
  static func load(
    _ files: SealedFiles, for steps: inout WriterSteps<Int>
  ) throws(RepositoryError) -> RepositoryState {
    var collection: CollectionState?
    while true {
      switch steps.next {
      case .listCollection:
        let found = try CollectionState.load(files)
        _ = try found.planned.get()
        collection = found
        steps.receive(.collection(found.numbers))
      case .listLog:
        guard let collection else { preconditionFailure("log before gc") }
        let commits = try Commits.load(files)
        steps.receive(.done)
        return RepositoryState(collection, commits)
      default: preconditionFailure("\(steps.next) before log")
      }
    }
  }

  private init(_ collection: CollectionState, _ commits: Commits) {
    let numbers = collection.numbers
    epoch = numbers.epoch
    verdict = numbers.verdict
    dropped = Set(collection.verdict?.gonePacks ?? [])
    removed = Set(collection.verdict?.files ?? [])
    var runs = Set(collection.verdict?.runs ?? [])
    var live: [SessionID: LiveSnapshot] = [:]
    for snapshot in collection.verdict?.snapshots ?? [] { live[snapshot.session] = snapshot }
    let all = commits.commits.merging(commits.besides) { first, _ in first }
    for (session, commit) in all
    where CommitRule.isInForce(epoch: commit.epoch, besideVerdict: numbers.verdict) {
      for (number, hash) in commit.runHashes.enumerated() {
        runs.insert(LiveIndexRun(session: session, number: number, fileHash: hash))
      }
      // What another that is seen late builds on may not be seen at all.
      if let hash = commit.snapshotHash, commits.commits[session] != nil {
        live[session] = LiveSnapshot(session: session, fileHash: hash)
      }
    }
    self.runs = LiveIndexRun.ascending(runs)
    snapshots = live.values.sorted { $0.session < $1.session }
    late = Set(commits.besides.keys)
    outcomes = commits.outcomes
    lasting = Set(
      all.filter { _, commit in
        CommitRule.isInForce(epoch: commit.epoch, besideVerdict: numbers.epoch)
      }.keys)
    let deleted = Set(collection.verdict?.packs ?? [])
    switch collection.planned {
    case .success(let packs):
      condemned = numbers.condemned(byPlan: packs, byVerdict: deleted)
      damage = commits.damage
    case .failure(let error): (condemned, damage) = (deleted, commits.damage + [error])
    }
  }
}

extension LiveIndexRun {
  /// Sorted by session and number.
  static func ascending(_ runs: some Sequence<LiveIndexRun>) -> [LiveIndexRun] {
    runs.sorted { ($0.session, $0.number) < ($1.session, $1.number) }
  }
}
