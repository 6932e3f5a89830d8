internal import CShims

/// What guessing one password costs: the parameters of scrypt (RFC 7914), within bounds that keep a
/// planted key slot from taking all memory (FORMAT.md 3.2).
package struct ScryptCost: Hashable, Sendable {
  package static let log2NRange = 15...21
  /// 128 MiB and 0.4 s.
  package static let standard = Self(log2N: 17)

  package let log2N: Int
  package let blockSize: Int
  package let parallelism: Int

  /// `nil` unless 15 ≤ log2 N ≤ 21, r = 8, 1 ≤ p ≤ 4 [3.2-a].
  package init?(log2N: Int, blockSize: Int = 8, parallelism: Int = 1) {
    guard Self.log2NRange ~= log2N, blockSize == 8, 1...4 ~= parallelism else { return nil }
    self.log2N = log2N
    self.blockSize = blockSize
    self.parallelism = parallelism
  }

  private init(log2N: Int) {
    self.log2N = log2N
    blockSize = 8
    parallelism = 1
  }

  /// What one derivation allocates.
  package var memoryBytes: Int { 128 * blockSize * ((1 << log2N) + parallelism + 2) }

  /// Whether it takes more than 256 MiB: whoever opens a slot asks its user before the first time.
  package var isUnusual: Bool { memoryBytes > Self.usualBytes }

  /// About how long one derivation takes, on a machine that is neither new nor old.
  package var seconds: Double { 0.4 * Double(parallelism << (log2N - Self.standard.log2N)) }

  // 256 MiB and the few KiB that log2 N = 18 takes beyond them.
  private static let usualBytes = 257 << 20

  /// 32 bytes from a secret and a salt; blocks for as long as the cost says.
  func derive(from secret: SecretBytes, salt: [UInt8]) throws(SealingError) -> SecretBytes {
    try SecretBytes(count: 32) { (result) throws(SealingError) in
      let status = secret.withBytes { secret in
        EVP_PBE_scrypt(
          UnsafeRawPointer(secret.baseAddress)?.assumingMemoryBound(to: CChar.self),
          secret.count, salt, salt.count, 1 << UInt64(log2N), UInt64(blockSize),
          UInt64(parallelism), UInt64(memoryBytes), result.octets, result.count)
      }
      guard status == 1 else { throw .library(call: "EVP_PBE_scrypt") }
    }
  }
}
