package import Format
package import Sealing
package import Storage

/// An open repository: its storage, its keys and its parameters.
///
/// Opening reads only `config` and `keys`; what is in the repository is asked for by
/// `RepositoryState`, `SnapshotCatalog`, `ChunkIndex` and `WriteSession`.
package struct Repository: Sendable {
  package let storage: any Storage
  package let keyring: Keyring
  package let config: RepositoryConfig
  package let surroundings: Surroundings
  /// The slot that opened it, to be tried first next time.
  package let keySlot: KeySlotID?

  /// One whose keys are known: nothing is read.
  package init(
    storage: any Storage, keyring: Keyring, config: RepositoryConfig, surroundings: Surroundings,
    keySlot: KeySlotID?
  ) {
    self.storage = storage
    self.keyring = keyring
    self.config = config
    self.surroundings = surroundings
    self.keySlot = keySlot
  }

  package var id: RepositoryID { config.repositoryID }

  var files: SealedFiles {
    SealedFiles(storage: storage, keyring: keyring, random: surroundings.random)
  }

  /// A fresh session ID, never used again.
  func newSessionID() throws(RepositoryError) -> SessionID {
    let bytes = try randomBytes(SessionID.byteCount, surroundings.random)
    guard let id = SessionID(bytes) else { preconditionFailure("a session ID has 16 bytes") }
    return id
  }
}

/// `count` random bytes; without randomness nothing can be kept secret, so this fails for good.
func randomBytes(
  _ count: Int, _ random: any RandomSource
) throws(RepositoryError) -> [UInt8] {
  do throws(SealingError) {
    return try random.bytes(count)
  } catch {
    throw RepositoryError(
      .failed, "the system gives no random bytes", at: "getrandom",
      advice: "try again once the machine has finished starting", cause: error)
  }
}
