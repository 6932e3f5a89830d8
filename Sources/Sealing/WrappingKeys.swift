internal import Format

/// What a secret becomes for one slot: the key that wraps, and the key that commits to it.
struct WrappingKeys {
  let wrapping: AEADKey
  private let committing: SecretBytes

  init(
    secret: SecretBytes, salt: Bytes32, cost: ScryptCost, repositoryID: RepositoryID
  ) throws(SealingError) {
    // Hashed first: to scrypt a secret and the same with zero bytes after it are one, and so are a
    // long one and its hash.
    let stretched = try cost.derive(from: try SHA256.hash(secret), salt: salt.bytes)
    let repository = repositoryID.bytes.bytes
    func key(_ purpose: String) throws(SealingError) -> SecretBytes {
      try HKDF.derive(from: stretched, salt: repository, purpose: purpose, count: 32)
    }
    wrapping = try AEADKey(key("martlet/1 wrapping"))
    committing = try key("martlet/1 commitment")
  }

  func commitment(over header: [UInt8]) throws(SealingError) -> Bytes32 {
    let authentication = try MessageAuthentication(key: committing)
    return try header.withRawBytes { (header) throws(SealingError) in
      try authentication.code(header, UnsafeRawBufferPointer(start: nil, count: 0))
    }
  }
}
