package import Format
package import Sealing
package import Storage

/// What somebody has to open a repository with.
package enum Secret: Sendable {
  case password(SecretBytes)
  case recoveryWords(RecoveryWords)

  var bytes: SecretBytes {
    switch self {
    case .password(let bytes): bytes
    case .recoveryWords(let words): words.entropy
    }
  }

  var purpose: KeySlot.Purpose {
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
  /// `preferred` is the slot that opened it last. A slot whose cost is unusual is tried only if
  /// `isWanted` says so. Throws `notFound` where there is no repository, `wrongPassword` with the
  /// names of the keys, `unsupportedFormat` for a newer one.
  package static func open(
    _ storage: any Storage, with secret: Secret, preferred: KeySlotID? = nil,
    surroundings: Surroundings, isWanted: (KeySlot) -> Bool = { _ in true }
  ) throws(RepositoryError) -> Repository {
    let configs = try ConfigCopy.readAll(storage)
    let slots = try KeySlots.read(storage)
    let candidates = slots.candidates(for: secret.purpose, preferred: preferred)
    var damage: RepositoryError?
    for header in Set(configs.map(\.header)) {
      guard
        let (slot, keyring) = try unlock(
          candidates, with: secret.bytes, repositoryID: header.repositoryID, isWanted)
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
    _ slots: [KeySlot], with secret: SecretBytes, repositoryID: RepositoryID,
    _ isWanted: (KeySlot) -> Bool
  ) throws(RepositoryError) -> (KeySlotID, Keyring)? {
    var damage: RepositoryError?
    for slot in slots {
      guard let id = KeySlotID(slot.id), !slot.cost.isUnusual || isWanted(slot) else {
        continue
      }
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
