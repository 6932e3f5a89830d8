import Format
import Sealing
import TestSupport
import Testing

@Suite struct FingerprinterTests {
  private let keyring: Keyring

  init() throws {
    keyring = try Keyring(
      masterKey: SecretBytes(copying: [UInt8](0..<32)),
      repositoryID: RepositoryID(#require(Bytes32([UInt8](32..<64)))))
  }

  private func fingerprint(_ bytes: [UInt8], _ keyring: Keyring? = nil) throws -> Fingerprint {
    let fingerprinter = try Fingerprinter(keyring: keyring ?? self.keyring)
    return try bytes.withRawBytes { bytes in try fingerprinter.fingerprint(bytes) }
  }

  @Test("HMAC of GMAC, as the openssl command and Python's hmac compute it")
  func golden() throws {
    #expect(
      try fingerprint(Array("hello".utf8))
        == Fingerprint(high: 0xc682_118e_9763_1f63, low: 0xc50c_61dc_6cb6_ac6f))
    #expect(
      try fingerprint((0..<100_000).map { UInt8($0 % 251) })
        == Fingerprint(high: 0x7508_7cde_ef70_66cc, low: 0x70ec_8f99_fb51_08d4))
  }

  @Test("One bit, the length, or the repository make another; what came before does not")
  func differences() throws {
    let fingerprinter = try Fingerprinter(keyring: keyring)
    let other = try Keyring(
      masterKey: keyring.masterKey, repositoryID: RepositoryID(.zero))
    var random = SeededGenerator(seed: 1)
    var flips = 0
    for length in [1, 15, 16, 17, 300] {
      var bytes = random.bytes(length)
      let first = try bytes.withRawBytes { try fingerprinter.fingerprint($0) }
      #expect(try fingerprint(bytes) == first && fingerprint(bytes, other) != first)
      #expect(
        try fingerprint(bytes + [0]) != first && fingerprint(Array(bytes.dropLast())) != first)
      for bit in 0..<length * 8 {
        bytes[bit / 8] ^= 1 << (bit % 8)
        #expect(try bytes.withRawBytes { try fingerprinter.fingerprint($0) } != first)
        bytes[bit / 8] ^= 1 << (bit % 8)
        flips += 1
      }
    }
    print("fingerprints: \(flips) bits flipped, each seen")
  }
}
