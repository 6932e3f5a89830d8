package import Format
package import Sealing
package import Storage

extension Repository {
  /// A repository that has just been made, and the words that open it should the password be lost.
  package struct Created: Sendable {
    package let repository: Repository
    /// To be shown once: nobody can ask for them again.
    package let recoveryWords: RecoveryWords
  }

  /// What a new repository is made with.
  package struct Plan: Sendable {
    package let password: SecretBytes
    /// Names the password's key slot: "laptop".
    package let label: String
    package let cost: ScryptCost
    package let parameters: RepositoryParameters

    package init(
      password: SecretBytes, label: String, cost: ScryptCost, parameters: RepositoryParameters
    ) {
      self.password = password
      self.label = label
      self.cost = cost
      self.parameters = parameters
    }
  }

  /// Makes a repository in an empty storage: key slots, then `config.0`, whose creation decides
  /// between two that start at once, then `config.1` and `README` [3.7-c]. Everything is durable on
  /// return.
  ///
  /// Throws `failed` if there is a repository already or the folder holds something else.
  package static func create(
    _ storage: any Storage, _ plan: Plan, surroundings: Surroundings
  ) throws(RepositoryError) -> Created {
    try checkIsFree(storage)
    let seed = try NewRepository(plan, surroundings)
    let slots = try seed.slots()
    let writer = CreationWriter(storage: storage, temporaries: seed.temporaries)
    // Sealed once: the copies are the same to the byte.
    let config = try seed.config()
    try writer.createSlots(slots)
    guard try writer.create(.config(copy: 0), config) == .created else {
      writer.removeSlots(slots)
      throw alreadyThere(storage)
    }
    _ = try writer.create(.config(copy: 1), config)
    writer.removeSlots(besides: slots)
    _ = try writer.create(.readme, Array(RepositoryReadme.text.utf8))
    let repository = Repository(
      storage: storage, keyring: seed.keyring,
      config: RepositoryConfig(header: seed.header, parameters: plan.parameters),
      surroundings: surroundings, keySlot: KeySlotID(slots[0].id))
    return Created(repository: repository, recoveryWords: seed.recoveryWords)
  }

  /// A folder with anything but the remains of an interrupted `init` is not ours to fill.
  package static func checkIsFree(_ storage: any Storage) throws(RepositoryError) {
    let files: [StoredFile]
    do throws(StorageError) {
      files = try storage.list("")
    } catch {
      throw RepositoryError(error)
    }
    let paths = files.map { RepositoryPath(name: $0.name) }
    if paths.contains(where: { if case .config? = $0 { true } else { false } }) {
      throw alreadyThere(storage)
    }
    for (file, path) in zip(files, paths) {
      switch path {
      case .keySlot, .temporary: continue
      default:
        throw RepositoryError(
          .failed, "the folder is not empty: it holds \(file.name)", at: storage.location,
          advice: "choose an empty or new folder for the repository")
      }
    }
  }

  private static func alreadyThere(_ storage: any Storage) -> RepositoryError {
    RepositoryError(
      .failed, "there is a repository already", at: storage.location,
      advice: "use it as it is (martlet snapshots -r \(storage.location)), "
        + "or choose another folder")
  }
}

/// The secrets and names of a repository that is being made.
private struct NewRepository {
  let plan: Repository.Plan
  let surroundings: Surroundings
  let header: ConfigHeader
  let keyring: Keyring
  let recoveryWords: RecoveryWords
  let temporaries: TemporaryNames

  init(_ plan: Repository.Plan, _ surroundings: Surroundings) throws(RepositoryError) {
    self.plan = plan
    self.surroundings = surroundings
    let random = surroundings.random
    guard let id = Bytes32(try randomBytes(32, random)),
      let session = SessionID(try randomBytes(SessionID.byteCount, random))
    else { preconditionFailure("as many bytes as were asked for") }
    header = ConfigHeader(repositoryID: RepositoryID(id))
    temporaries = TemporaryNames(session)
    do throws(SealingError) {
      keyring = try Keyring(
        masterKey: try SecretBytes(random: random, count: Keyring.masterKeyBytes),
        repositoryID: header.repositoryID)
    } catch {
      throw RepositoryError(error, in: "new keys")
    }
    recoveryWords = try RecoveryWords.random(surroundings)
  }

  func slots() throws(RepositoryError) -> [KeySlot] {
    let keys = [
      NewKey(secret: .password(plan.password), label: plan.label, cost: plan.cost),
      NewKey(secret: .recoveryWords(recoveryWords), label: "recovery", cost: plan.cost),
    ]
    var slots: [KeySlot] = []
    for key in keys { slots.append(try key.slot(for: keyring, surroundings)) }
    return slots
  }

  /// The bytes of both copies of the config (FORMAT.md 3.7).
  func config() throws(RepositoryError) -> [UInt8] {
    do throws(SealingError) {
      return header.encoded()
        + (try Sealer(random: surroundings.random).seal(
          plan.parameters.encoded(), key: keyring.config,
          associatedData: AssociatedBytes.config(header: header)))
    } catch {
      throw RepositoryError(error, in: RepositoryPath.config(copy: 0).name)
    }
  }
}

/// Creates the files of a new repository.
private struct CreationWriter {
  let storage: any Storage
  let temporaries: TemporaryNames

  func create(
    _ path: RepositoryPath, _ bytes: [UInt8]
  ) throws(RepositoryError) -> CreateOutcome {
    do throws(StorageError) {
      return try storage.create(path.name, bytes, via: temporaries.next().name)
    } catch {
      throw RepositoryError(error)
    }
  }

  func createSlots(_ slots: [KeySlot]) throws(RepositoryError) {
    for slot in slots { try slotFiles.create(slot) }
  }

  func removeSlots(_ slots: [KeySlot]) {
    for slot in slots { try? slotFiles.remove(slot) }
  }

  /// Slots that an interrupted or slower `init` left: whoever created the config owns the folder,
  /// and they open nothing.
  func removeSlots(besides slots: [KeySlot]) {
    let own = Set(slots.compactMap { KeySlotID($0.id) })
    for file in (try? storage.list("keys")) ?? [] {
      guard case .keySlot(let id, _)? = RepositoryPath(name: file.name), !own.contains(id) else {
        continue
      }
      try? storage.remove(file.name)
    }
  }

  private var slotFiles: KeySlotFiles { KeySlotFiles(storage: storage, temporaries: temporaries) }
}
