import Format
import Repository
import Snapshots
import Storage
import SystemPackage

/// One run of the program: everything a command needs of the world.
struct Invocation {
  let options: CommonOptions
  let environment: ProcessEnvironment
  let surroundings: Surroundings
  let output: Output
  let interruption: Interruption
  let terminal: Terminal
}

extension Invocation {
  var workers: Int { min(ProcessLimits.processors, 64) }
  var folders: LocalFolders { LocalFolders(environment) }

  func location() throws -> Location { try Location(options, environment) }

  /// Opens the repository that is meant.
  func openRepository(_ unlocking: UnlockingOptions) throws -> Repository {
    let location = try location()
    let source = try SecretSource(options, recoveryFile: unlocking.recoveryFile, environment)
    let storage = try location.open()
    try checkIsRepository(storage)
    let secret = try source.secret(for: storage.location, terminal)
    return try Repository.open(storage, with: secret, surroundings: surroundings)
  }

  /// Before a password is asked for in vain.
  private func checkIsRepository(_ storage: LocalStorage) throws {
    let copies = (0...1).map { RepositoryPath.config(copy: $0).name }
    guard copies.allSatisfy({ storage.isMissing($0) }) else { return }
    throw Failure(
      .noRepository, "there is no repository", at: storage.location,
      advice: "Check the path, or make one there: martlet init -r \(storage.location)")
  }

  /// The snapshots and the index.
  func read(_ repository: Repository) throws -> RepositoryReading {
    let reading = try RepositoryReading.load(repository, indexFolder: indexFolder(of: repository))
    report(reading.damage)
    return reading
  }

  /// The snapshots alone.
  func catalog(of repository: Repository) throws -> SnapshotCatalog {
    let catalog = try SnapshotCatalog.load(repository, state: try RepositoryState.load(repository))
    report(catalog.damage)
    return catalog
  }

  /// Damage that does not keep a command from its work.
  private func report(_ damage: [RepositoryError]) {
    for error in damage {
      output.remark("! \(Printable.text(error.problem)) (\(Printable.text(error.location)))")
    }
  }

  func indexFolder(of repository: Repository) -> IndexFolder {
    IndexFolder(options.noCache ? nil : folders.cache(of: repository.id))
  }

  /// The snapshot that `typed` means, and what to look at in it. A word on stderr says which one was
  /// taken where that was not said.
  func find(
    _ typed: String, in reading: RepositoryReading, for purpose: SnapshotName.Purpose
  ) throws -> (snapshot: CatalogedSnapshot, path: [UInt8]) {
    let name = try SnapshotName(parsing: ArgumentText.bytes(typed))
    let match = try name.find(in: reading.catalog.snapshots, for: purpose)
    if match.otherSets > 0 {
      let set = Wording.set(of: match.snapshot.snapshot)
      output.note(
        "martlet: took \(match.snapshot.id.short) of \(set), the newest of "
          + Wording.count(UInt64(match.otherSets + 1), "set"))
    }
    return (match.snapshot, name.path)
  }

  /// Runs `body` with progress shown and Ctrl-C heeded.
  func running<Result>(
    _ start: String, status: @escaping @Sendable () -> String, _ body: () throws -> Result
  ) throws -> Result {
    let display = ProgressDisplay(options.progress, output, start: start, status: status)
    defer { display?.stop() }
    return try interruption.heeded(body)
  }
}

extension LocalStorage {
  fileprivate func isMissing(_ name: String) -> Bool {
    do throws(StorageError) {
      _ = try size(of: name)
      return false
    } catch {
      return error.code == .notFound
    }
  }
}
