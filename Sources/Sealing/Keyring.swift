package import Format

/// All keys of an open repository, derived from its master key (FORMAT.md 3.1).
///
/// One key for each job, so that a later role is a matter of who holds which.
package struct Keyring: Sendable {
  package static let masterKeyBytes = 32

  package let masterKey: SecretBytes
  package let repositoryID: RepositoryID
  /// Seals frames of file data.
  package let data: AEADKey
  /// Seals frames of trees, and snapshots.
  package let tree: AEADKey
  /// Seals pack directories and index runs.
  package let index: AEADKey
  /// Seals sessions, outcomes, plans and verdicts.
  package let log: AEADKey
  package let config: AEADKey
  let chunkIDKey: SecretBytes
  /// Nothing in the repository is made with it: what this machine remembers of files.
  let fingerprintKey: SecretBytes
  /// 256 words for the chunker, so that cut points do not give away known files.
  package let gearTable: [UInt64]

  package init(masterKey: SecretBytes, repositoryID: RepositoryID) throws(SealingError) {
    guard masterKey.count == Self.masterKeyBytes else { throw .wrongLength }
    let salt = repositoryID.bytes.bytes
    func key(_ label: String, count: Int = 32) throws(SealingError) -> SecretBytes {
      try HKDF.derive(from: masterKey, salt: salt, purpose: "martlet/1 \(label)", count: count)
    }
    self.masterKey = masterKey
    self.repositoryID = repositoryID
    data = try AEADKey(key("data"))
    tree = try AEADKey(key("tree"))
    index = try AEADKey(key("index"))
    log = try AEADKey(key("log"))
    config = try AEADKey(key("config"))
    chunkIDKey = try key("chunk-id")
    fingerprintKey = try key("fingerprint")
    gearTable = try key("chunker", count: 2048).withBytes { bytes in
      (0..<256).map {
        UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: $0 * 8, as: UInt64.self))
      }
    }
  }
}
