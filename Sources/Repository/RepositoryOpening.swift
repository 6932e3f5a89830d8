package import Format
package import Sealing
package import Storage

/// What somebody has to open a repository with.
package enum Secret: Sendable {
  case password(SecretBytes)
  case recoveryWords(RecoveryWords)

  fileprivate var bytes: SecretBytes {
    switch self {
    case .password(let bytes): bytes
    case .recoveryWords(let words): words.entropy
    }
  }

  fileprivate var purpose: KeySlot.Purpose {
    switch self {
    case .password: .password
    case .recoveryWords: .recoveryWords
    }
  }
}

extension Repository {
  /// Opens the repository in `storage`: one good copy of the config and of a key slot that the
  /// secret opens is enough.
  ///
  /// `preferred` is the slot that opened it last. Throws `notFound` where there is no repository,
  /// `wrongPassword` with the names of the keys, `unsupportedFormat` for a newer one.
  package static func open(
    _ storage: any Storage, with secret: Secret, preferred: KeySlotID? = nil,
    surroundings: Surroundings
  ) throws(RepositoryError) -> Repository {
    let configs = try ConfigCopy.readAll(storage)
    let slots = try KeySlots.read(storage)
    let candidates = slots.candidates(for: secret.purpose, preferred: preferred)
    var damage: RepositoryError?
    for header in Set(configs.map(\.header)) {
      guard
        let (slot, keyring) = try unlock(
          candidates, with: secret.bytes, repositoryID: header.repositoryID)
      else { continue }
      for config in configs where config.header == header {
        do throws(RepositoryError) {
          return Repository(
            storage: storage, keyring: keyring, config: try config.open(with: keyring),
            surroundings: surroundings, keySlot: slot)
        } catch {
          damage = error
        }
      }
    }
    throw damage ?? slots.wrongSecret(secret.purpose, at: storage.location)
  }

  private static func unlock(
    _ slots: [KeySlot], with secret: SecretBytes, repositoryID: RepositoryID
  ) throws(RepositoryError) -> (KeySlotID, Keyring)? {
    var damage: RepositoryError?
    for slot in slots {
      guard let id = KeySlotID(slot.id) else { continue }
      do throws(SealingError) {
        let masterKey = try slot.unlock(secret: secret, repositoryID: repositoryID)
        return (id, try Keyring(masterKey: masterKey, repositoryID: repositoryID))
      } catch {
        // The other copy, or another slot, may open.
        if error == .wrongSecret { continue }
        let failure = RepositoryError(error, in: RepositoryPath.keySlot(id: id, copy: 0).name)
        guard error == .notAuthentic else { throw failure }
        damage = failure
      }
    }
    // The commitment has proved the secret right: what it wraps is damaged.
    if let damage { throw damage }
    return nil
  }
}

/// One copy of the config whose plain part is in order (FORMAT.md 3.7).
package struct ConfigCopy {
  package let header: ConfigHeader
  private let path: RepositoryPath
  private let sealed: [UInt8]

  /// Throws `notFound` if there is no copy, and what is wrong if none is in order.
  package static func readAll(_ storage: any Storage) throws(RepositoryError) -> [ConfigCopy] {
    var copies: [ConfigCopy] = []
    var problem: RepositoryError?
    for copy in 0...1 {
      do throws(RepositoryError) {
        if let config = try read(storage, .config(copy: copy)) { copies.append(config) }
      } catch {
        problem = problem ?? error
      }
    }
    guard copies.isEmpty else { return copies }
    throw problem
      ?? RepositoryError(
        .notFound, "there is no repository", at: storage.location,
        advice: "check the path, or make one there: martlet init -r \(storage.location)")
  }

  /// `nil` if the copy is missing.
  static func read(
    _ storage: any Storage, _ path: RepositoryPath
  ) throws(RepositoryError) -> ConfigCopy? {
    guard let bytes = try storage.readIfPresent(path) else { return nil }
    do throws(FormatError) {
      var input = ByteReader(bytes)
      let header = try ConfigHeader(from: &input)
      return ConfigCopy(header: header, path: path, sealed: Array(bytes.dropFirst(input.offset)))
    } catch {
      throw RepositoryError(error, in: path.name)
    }
  }

  func open(with keyring: Keyring) throws(RepositoryError) -> RepositoryConfig {
    let plaintext: [UInt8]
    do throws(SealingError) {
      plaintext = try Sealer(random: SystemRandom()).open(
        sealed, key: keyring.config, associatedData: AssociatedBytes.config(header: header))
    } catch {
      throw RepositoryError(error, in: path.name)
    }
    do throws(FormatError) {
      return RepositoryConfig(
        header: header, parameters: try RepositoryParameters(decoding: plaintext))
    } catch {
      throw RepositoryError(error, in: path.name)
    }
  }
}

/// The key slots of a repository: what can be read of them without a secret.
package struct KeySlots: Sendable {
  /// Every copy that decodes; two of a slot in good order.
  private let copies: [KeySlot]
  /// Copies that are there but do not decode.
  package let damage: [RepositoryError]

  package static func read(_ storage: any Storage) throws(RepositoryError) -> KeySlots {
    let files: [StoredFile]
    do throws(StorageError) {
      files = try storage.list("keys")
    } catch {
      throw RepositoryError(error)
    }
    var copies: [KeySlot] = []
    var damage: [RepositoryError] = []
    let paths = files.compactMap { RepositoryPath(name: $0.name) }.filter {
      $0.fileKind == .keySlot
    }
    for path in paths.prefix(Limits.maxKeySlots * 2) {
      do throws(RepositoryError) {
        if let slot = try read(storage, path) { copies.append(slot) }
      } catch {
        damage.append(error)
      }
    }
    return KeySlots(copies: copies, damage: damage)
  }

  private static func read(
    _ storage: any Storage, _ path: RepositoryPath
  ) throws(RepositoryError) -> KeySlot? {
    guard let bytes = try storage.readIfPresent(path) else { return nil }
    do throws(FormatError) {
      return try KeySlot(decoding: bytes)
    } catch {
      throw RepositoryError(error, in: path.name)
    }
  }

  /// One of each slot, by label.
  package var slots: [KeySlot] {
    var seen: Set<[UInt8]> = []
    return copies.filter { seen.insert($0.id).inserted }.sorted { $0.label < $1.label }
  }

  /// The slots to try; a second copy only where it differs from the first.
  ///
  /// The preferred one comes first, unless it asks for much memory, and then the cheaper ones:
  /// anybody who may write to the storage can plant slots that take minutes and gigabytes.
  func candidates(for purpose: KeySlot.Purpose, preferred: KeySlotID?) -> [KeySlot] {
    var candidates: [KeySlot] = []
    for slot in copies where slot.purpose == purpose && !candidates.contains(slot) {
      candidates.append(slot)
    }
    func work(_ slot: KeySlot) -> Int {
      let isPreferred = slot.id == preferred?.bytes && slot.cost.memoryBytes <= Self.usualBytes
      return isPreferred ? 0 : slot.cost.memoryBytes * slot.cost.parallelism
    }
    return candidates.sorted { work($0) < work($1) }
  }

  /// Twice what a slot takes by default, and some.
  private static let usualBytes = 257 << 20

  func wrongSecret(_ purpose: KeySlot.Purpose, at location: String) -> RepositoryError {
    guard !copies.isEmpty else {
      // Written by a newer martlet, not permitted or out of reach: that is the reason, not damage.
      return damage.first { $0.code != .damaged }
        ?? .damaged("none of its key slots can be read", at: "\(location)/keys")
    }
    let names = slots.map { "\"\($0.label)\" (\(Day(seconds: $0.created)))" }
    let keys = names.count == 1 ? "1 key" : "\(names.count) keys"
    let what = purpose == .password ? "wrong password" : "wrong recovery words"
    return RepositoryError(
      .wrongPassword, what, at: location,
      advice: "it has \(keys): \(names.joined(separator: ", ")); "
        + "the 24 recovery words open it too: --recovery-file FILE")
  }
}

extension Storage {
  /// `nil` where the file is not there.
  func readIfPresent(_ path: RepositoryPath) throws(RepositoryError) -> [UInt8]? {
    do throws(StorageError) {
      return try read(path.name, limit: Limits.maxSmallFileBytes)
    } catch {
      if error.code == .notFound { return nil }
      throw RepositoryError(error)
    }
  }
}
