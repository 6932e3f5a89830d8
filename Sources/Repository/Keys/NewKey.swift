import Format
package import Sealing

/// A key slot that is to be made.
package struct NewKey: Sendable {
  package let secret: Secret
  package let label: String
  package let cost: ScryptCost

  package init(secret: Secret, label: String, cost: ScryptCost) {
    self.secret = secret
    self.label = label
    self.cost = cost
  }

  /// Wraps the repository's master key; as slow as the cost says.
  func slot(
    for keyring: Keyring, _ surroundings: Surroundings
  ) throws(RepositoryError) -> KeySlot {
    do throws(SealingError) {
      return try KeySlot.create(
        for: keyring.masterKey, secret: secret.bytes, purpose: secret.purpose, cost: cost,
        label: label, created: surroundings.clock.now.seconds,
        repositoryID: keyring.repositoryID, random: surroundings.random)
    } catch {
      throw RepositoryError(error, in: "a new key slot")
    }
  }
}

extension RecoveryWords {
  /// New ones, to be shown once.
  package static func random(_ surroundings: Surroundings) throws(RepositoryError) -> RecoveryWords
  {
    do throws(SealingError) {
      return try RecoveryWords(
        entropy: try SecretBytes(random: surroundings.random, count: RecoveryWords.entropyBytes))
    } catch {
      throw RepositoryError(error, in: "new recovery words")
    }
  }
}
