import Format
import LocalState
import Repository
import Snapshots
import Storage
import SystemPackage

/// One run of the program: everything a command needs of the world.
struct Invocation {
  let options: CommonOptions
  let environment: ProcessEnvironment
  let settings: Settings
  let surroundings: Surroundings
  let output: Output
  let interruption: Interruption
  let terminal: Terminal
  /// What the history gets to know of this run; `nil` for one that leaves no trace.
  var record: RunRecord?
  var traces = Traces.left

  /// What becomes of what this machine remembers of a repository.
  enum Traces {
    case left
    /// It is used, and neither made nor changed.
    case avoided
  }
}

extension Invocation {
  /// The same run of the program, as the run that this is the record of.
  func with(_ record: RunRecord) -> Invocation {
    var invocation = self
    invocation.record = record
    return invocation
  }

  /// The same run with nothing written on this machine: no cache, no state.
  var leavingNoTrace: Invocation {
    var invocation = self
    invocation.traces = .avoided
    return invocation
  }

  /// Whether two lines at a terminal show how a run goes on.
  var showsLiveProgress: Bool { ProgressDisplay.isLive(options.progress, output) }

  var workers: Int { min(ProcessLimits.processors, 64) }
  var folders: LocalFolders { LocalFolders(environment) }

  /// Every repository that is meant: several where the profile has several.
  func locations() throws(Failure) -> [Location] {
    try settings.locations(options, environment)
  }

  /// The one that a command is about which knows but one.
  func location() throws(Failure) -> Location {
    let locations = try locations()
    guard let first = locations.first else { preconditionFailure("there is one, or an error") }
    return first
  }

  /// Says so where the environment takes a repository from the profile's place.
  func noteEnvironment() {
    if settings.profile?.repositories.isEmpty == false, options.repo == nil,
      environment.bytes("MARTLET_REPO") != nil
    {
      output.note("martlet: $MARTLET_REPO goes before the repositories of the profile")
    }
  }

  /// Says which repository `location()` is, where it could be another.
  func noteChoice(of location: Location) {
    noteEnvironment()
    guard let locations = try? locations(), locations.count > 1 else { return }
    output.note(
      "martlet: this is about \(location.name), the first of \(locations.count) repositories of "
        + "the profile; -r names another")
  }

  /// Opens the repository that is meant.
  func openRepository(_ unlocking: UnlockingOptions) throws -> Repository {
    try openWithState(unlocking).repository
  }

  /// Opens it, and what this machine remembers of it; `nil` with `--no-cache`.
  func openWithState(
    _ unlocking: UnlockingOptions
  ) throws -> (repository: Repository, state: StateDatabase?) {
    let location = try location()
    noteChoice(of: location)
    return try open(location, unlocking)
  }

  /// Opens that one of the repositories. `beside` is called when there is nobody to be asked any
  /// more, and starts what can be done while the key is derived.
  func open(
    _ location: Location, _ unlocking: UnlockingOptions, beside: () -> Void = {}
  ) throws -> (repository: Repository, state: StateDatabase?) {
    let source = try SecretSource(
      options, recoveryFile: unlocking.recoveryFile, of: location.entry, environment)
    let storage = try location.open()
    // Before a password is asked for in vain.
    let state = try openState(of: storage)
    let secret = try source.secret(for: storage.location, terminal)
    beside()
    let costly = CostlyKeys(state, terminal, isAgreed: options.yes)
    let repository = try costly.open(storage, with: secret, surroundings)
    record?.note { $0.repository = repository.id }
    if let slot = repository.keySlot { state?.rememberKeySlot(slot) }
    return (repository, state)
  }

  /// What this machine remembers of the repository in a storage; throws if there is none.
  func openState(of storage: any Storage) throws -> StateDatabase? {
    (try ConfigCopy.readAll(storage).first?.header.repositoryID).flatMap(openState(of:))
  }

  func openState(of repository: RepositoryID) -> StateDatabase? {
    guard !options.noCache, let folder = folders.state else { return nil }
    return StateDatabase(
      in: folder, for: repository, traces == .left ? .readAndWritten : .onlyRead)
  }

  /// A state that cannot be used costs time, which somebody may wonder about.
  func noteProblem(of state: StateDatabase?) {
    guard let problem = state?.problem else { return }
    output.note("martlet: runs are slower than need be, \(Printable.text(problem))")
  }

  /// The snapshots and the index.
  func read(_ repository: Repository) throws -> RepositoryReading {
    let reading = try RepositoryReading.load(repository, indexFolder: indexFolder(of: repository))
    report(reading.damage)
    return reading
  }

  /// The snapshots alone.
  func catalog(of repository: Repository) throws -> SnapshotCatalog {
    let catalog = try SnapshotCatalog.load(repository)
    report(catalog.damage)
    return catalog
  }

  /// Damage that does not keep a command from its work.
  func report(_ damage: [RepositoryError]) {
    for error in damage { output.warn(error.problem, at: error.location) }
  }

  func indexFolder(of repository: Repository) -> IndexFolder {
    if options.noCache { return IndexFolder(nil) }
    guard traces == .left else { return IndexFolder(folders.place(of: repository.id), .onlyRead) }
    return IndexFolder(folders.cache(of: repository.id))
  }

  /// The snapshot that `typed` means among those that pass the filters, and what to look at in it.
  /// A word on stderr says which one was taken where that was not said.
  func find(
    _ typed: String, among filters: FilterOptions? = nil, in reading: RepositoryReading,
    for purpose: SnapshotName.Purpose
  ) throws -> (snapshot: CatalogedSnapshot, path: [UInt8]) {
    let name = try name(typed, isFiltered: filters?.set.isEmpty == false)
    let snapshots = try filters?.applied(to: reading.catalog) ?? reading.catalog.snapshots
    let calendar = MachineCalendar(now: surroundings.clock.now)
    let match = try name.find(in: snapshots, for: purpose, calendar: calendar)
    if let remark = Wording.choice(match, of: name, calendar) { output.note("martlet: \(remark)") }
    return (match.snapshot, name.path)
  }

  /// With a profile `latest` and days are those of its set, unless another is named.
  private func name(_ typed: String, isFiltered: Bool) throws -> SnapshotName {
    let name = try SnapshotName(parsing: NameText.bytes(typed))
    guard let profile = settings.profile, name.set.isEmpty, !isFiltered else { return name }
    if case .id = name.base { return name }
    return SnapshotName(name.base, set: Array(profile.setName.utf8), path: name.path)
  }

  /// The one snapshot that `typed` means, for saying something about it: no guess, and no path.
  func find(_ typed: String, in catalog: SnapshotCatalog) throws -> CatalogedSnapshot {
    try find(typed, among: catalog.snapshots)
  }

  /// The same among these, in the order in which they came.
  func find(
    _ typed: String, among snapshots: [CatalogedSnapshot],
    for purpose: SnapshotName.Purpose = .restoring
  ) throws -> CatalogedSnapshot {
    let name = try name(typed, isFiltered: false)
    guard name.path.isEmpty else {
      throw Failure.usage(
        "\(Printable.text(typed)) is a path in a snapshot",
        advice: "Name the snapshot alone: \(Printable.text(name.description))")
    }
    let calendar = MachineCalendar(now: surroundings.clock.now)
    return try name.find(in: snapshots, for: purpose, calendar: calendar).snapshot
  }

  /// Runs `body` with progress shown and Ctrl-C heeded.
  func running<Result>(
    _ start: String, status: @escaping @Sendable () -> ProgressSample,
    _ body: () throws -> Result
  ) throws -> Result {
    let display = ProgressDisplay(options.progress, output, start: start, status: status)
    defer { display?.stop() }
    return try interruption.heeded(body)
  }

  /// The same for what has nothing to say but one line.
  func running<Result>(
    _ start: String, status: @escaping @Sendable () -> String, _ body: () throws -> Result
  ) throws -> Result {
    try running(start, status: { ProgressSample(title: status(), facts: []) }, body)
  }
}
