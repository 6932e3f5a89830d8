package import Format

extension KeySlot {
  /// Wraps `masterKey` so that `secret` unlocks it; as slow as `cost` says.
  package static func create(
    for masterKey: SecretBytes, secret: SecretBytes, purpose: Purpose, cost: ScryptCost,
    label: String, created: Int64, repositoryID: RepositoryID, random: any RandomSource
  ) throws(SealingError) -> KeySlot {
    guard masterKey.count == Keyring.masterKeyBytes else { throw .wrongLength }
    guard label.utf8.count <= maxLabelBytes else { throw .labelTooLong }
    guard let salt = Bytes32(try random.bytes(Bytes32.byteCount)) else { throw .wrongLength }
    let id = try random.bytes(idBytes)
    func slot(commitment: Bytes32, sealed: [UInt8]) -> KeySlot {
      KeySlot(
        id: id, purpose: purpose, cost: cost, created: created, label: label, salt: salt,
        commitment: commitment, sealedMasterKey: sealed)
    }
    let header = slot(commitment: salt, sealed: []).header
    let keys = try WrappingKeys(
      secret: secret, salt: salt, cost: cost, repositoryID: repositoryID)
    let commitment = try keys.commitment(over: header)
    let sealer = try Sealer(random: random)
    let sealed = try sealer.seal(
      masterKey, key: keys.wrapping, associatedData: header + commitment.bytes)
    return slot(commitment: commitment, sealed: sealed)
  }

  /// The master key; as slow as the slot's cost says.
  ///
  /// Throws `wrongSecret` when secret, repository or a byte of the header is not that of `create`,
  /// which nobody can tell apart; `notAuthentic` when only the wrapped key is damaged.
  package func unlock(
    secret: SecretBytes, repositoryID: RepositoryID
  ) throws(SealingError) -> SecretBytes {
    let keys = try WrappingKeys(
      secret: secret, salt: salt, cost: cost, repositoryID: repositoryID)
    let header = header
    guard try keys.commitment(over: header).equalsInConstantTime(commitment) else {
      throw .wrongSecret
    }
    // Opening draws no randomness.
    let sealer = try Sealer(random: SystemRandom())
    return try sealer.open(
      sealedMasterKey, key: keys.wrapping, associatedData: header + commitment.bytes)
  }
}
