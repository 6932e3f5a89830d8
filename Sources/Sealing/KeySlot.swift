internal import Format

/// One way to unlock a repository: its master key, wrapped by a password or by recovery words
/// (FORMAT.md 3.2).
///
/// Label, purpose and date can be read without the secret. The commitment fixes the secret and all
/// bytes before it, and is compared first: no slot opens under two secrets.
package struct KeySlot: Equatable, Sendable {
  package static let idBytes = 16
  package static let maxLabelBytes = 64

  /// What the secret is. Raw values are on disk: never change or reuse one.
  package enum Purpose: UInt8, CaseIterable, Sendable {
    case password = 0
    case recoveryWords = 1
  }

  /// 16 random bytes: the name of the slot's files, in hex.
  package let id: [UInt8]
  package let purpose: Purpose
  package let cost: ScryptCost
  /// Seconds since 1970.
  package let created: Int64
  package let label: String
  let salt: Bytes32
  let commitment: Bytes32
  let sealedMasterKey: [UInt8]
}
