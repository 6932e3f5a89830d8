import Format
import Glibc
import Repository
import Snapshots
import Storage
import SystemPackage

/// What the probes of `doctor` look at, found out once and without changing anything. A failure is
/// something to be told.
struct Patient {
  let invocation: Invocation
  let location: Result<Location, any Error>
  /// `nil` where what comes before it failed; so everything below.
  let storage: Result<LocalStorage, any Error>?
  let configs: Result<[ConfigCopy], any Error>?
  let secretSource: Result<SecretSource, any Error>
  /// `nil` also where somebody at the terminal would have to be asked.
  let repository: Result<Repository, any Error>?
  let catalog: Result<SnapshotCatalog, any Error>?

  init(_ invocation: Invocation, _ unlocking: UnlockingOptions) {
    self.invocation = invocation
    let location = Result { try invocation.location() }
    let source = Result {
      try SecretSource(
        invocation.options, recoveryFile: unlocking.recoveryFile, of: (try? location.get())?.entry,
        invocation.environment)
    }
    self.location = location
    storage = (try? location.get()).map { place in Result { try place.open() } }
    let reached = try? storage?.get()
    configs = reached.map { storage in Result { try ConfigCopy.readAll(storage) } }
    secretSource = source
    if let reached, (try? configs?.get()) != nil, let source = try? source.get(), source.isReady {
      repository = Result { try Self.open(reached, with: source, invocation) }
    } else {
      repository = nil
    }
    catalog = (try? repository?.get()).map { repository in
      Result {
        try SnapshotCatalog.load(repository, state: try RepositoryState.load(repository))
      }
    }
  }

  private static func open(
    _ storage: LocalStorage, with source: SecretSource, _ invocation: Invocation
  ) throws -> Repository {
    let costly = CostlyKeys(nil, invocation.terminal, isAgreed: invocation.options.yes)
    return try costly.open(
      storage, with: try source.secret(for: storage.location, invocation.terminal),
      invocation.surroundings)
  }
}

extension SecretSource {
  /// Whether it needs nobody at the terminal.
  var isReady: Bool {
    if case .terminal = self { false } else { true }
  }

  /// Where the secret comes from: "the file /root/password".
  var name: String {
    switch self {
    case .recoveryWords(let file): "the recovery words in \(file)"
    case .command: "the password command"
    case .file(let file): "the file \(file)"
    case .environment: "$MARTLET_PASSWORD"
    case .terminal: "the terminal"
    }
  }

  var file: FilePath? {
    switch self {
    case .recoveryWords(let file), .file(let file): file
    default: nil
    }
  }
}
