import Format
import Sealing
import TestSupport
import Testing

@Suite struct KeySlotTests {
  private static let cost = ScryptCost(log2N: 15)
  private let repositoryID: RepositoryID
  private let masterKey: SecretBytes
  private let random = SeededRandom(seed: 7)

  init() throws {
    repositoryID = RepositoryID(try #require(Bytes32([UInt8](1...32))))
    masterKey = try SecretBytes(random: random, count: 32)
  }

  private func slot(
    secret: String = "correct horse", purpose: KeySlot.Purpose = .password, label: String = "laptop"
  ) throws -> KeySlot {
    try KeySlot.create(
      for: masterKey, secret: SecretBytes(copying: Array(secret.utf8)), purpose: purpose,
      cost: #require(Self.cost), label: label, created: -5, repositoryID: repositoryID,
      random: random)
  }

  @Test("A slot reads back and its secret unlocks it", arguments: ["", "laptop", "Ω\u{1B}[2J"])
  func roundTrip(label: String) throws {
    for purpose in KeySlot.Purpose.allCases {
      let slot = try slot(purpose: purpose, label: label)
      let read = try KeySlot(decoding: slot.encoded)
      #expect(read == slot)
      #expect(read.label == label && read.purpose == purpose && read.created == -5)
      let secret = try SecretBytes(copying: Array("correct horse".utf8))
      let unlocked = try read.unlock(secret: secret, repositoryID: repositoryID)
      #expect(unlocked.matches(masterKey))
    }
  }

  @Test("[3.2-b] Another password and another repository are refused alike")
  func wrongSecret() throws {
    let slot = try slot()
    for password in ["", "correct horsf", "correct horse ", "correct horse\0"] {
      let secret = try SecretBytes(copying: Array(password.utf8))
      #expect(throws: SealingError.wrongSecret, "\(password)") {
        try slot.unlock(secret: secret, repositoryID: repositoryID)
      }
    }
    let other = RepositoryID(try #require(Bytes32([UInt8](2...33))))
    let secret = try SecretBytes(copying: Array("correct horse".utf8))
    #expect(throws: SealingError.wrongSecret) {
      try slot.unlock(secret: secret, repositoryID: other)
    }
  }

  @Test("[3.2-b] The hash of a long password is another password")
  func hashOfSecret() throws {
    let password = [UInt8](repeating: 0x61, count: 65)
    let secret = try SecretBytes(copying: password)
    let slot = try KeySlot.create(
      for: masterKey, secret: secret, purpose: .password,
      cost: #require(ScryptCost(log2N: 15)), label: "", created: 0, repositoryID: repositoryID,
      random: CountingRandom(from: 1))
    #expect(try slot.unlock(secret: secret, repositoryID: repositoryID).matches(masterKey))
    let hash = try SecretBytes(copying: try SHA256.hash(password).bytes)
    #expect(throws: SealingError.wrongSecret) {
      try slot.unlock(secret: hash, repositoryID: repositoryID)
    }
  }

  @Test("[1-d] [3.2-a] [3.2-b] [3.2-c] No byte of a slot can be changed unnoticed")
  func everyByte() throws {
    let bytes = try slot(label: "abc").encoded
    let secret = try SecretBytes(copying: Array("correct horse".utf8))
    let headerEnd = bytes.count - 32 - 72
    for offset in bytes.indices {
      var changed = bytes
      changed[offset] ^= 0x01
      guard let read = try? KeySlot(decoding: changed) else { continue }
      // Each costs a derivation: two bytes of every field will do.
      guard offset.isMultiple(of: 13) || Self.fieldStarts(headerEnd).contains(offset) else {
        continue
      }
      let expected: SealingError = offset < headerEnd + 32 ? .wrongSecret : .notAuthentic
      #expect(throws: expected, "byte \(offset)") {
        try read.unlock(secret: secret, repositoryID: repositoryID)
      }
    }
  }

  /// Slot ID, purpose, created, salt, label's length and text, commitment, sealed master key.
  private static func fieldStarts(_ headerEnd: Int) -> [Int] {
    [16, 32, 40, 48, 80, 81, headerEnd, headerEnd + 31, headerEnd + 32, headerEnd + 103]
  }

  @Test(
    "[1-c] [1-d] [3.1-a] [3.1-b] [3.2-a] Fields outside their values are refused where they stand")
  func malformed() throws {
    var bytes = try slot(label: "abc").encoded
    bytes[84] = 0x64  // Text, so that a label of four bytes is one.
    let cases: [(offset: Int, value: UInt8, field: String)] = [
      (0, 0x4D, "magic"), (7, 0x0D, "magic"), (8, 0, "format version"), (8, 2, "format version"),
      (9, 1, "file kind"), (10, 1, "key-slot field"), (11, 1, "key-slot field"),
      (12, 1, "signature length"), (15, 1, "signature length"), (32, 2, "purpose"), (33, 0, "KDF"),
      (33, 2, "KDF"), (34, 14, "scrypt log2 N"), (34, 22, "scrypt log2 N"),
      (34, 255, "scrypt log2 N"), (35, 7, "scrypt log2 N"), (35, 0, "scrypt log2 N"),
      (36, 0, "scrypt log2 N"), (36, 5, "scrypt log2 N"), (37, 1, "reserved"), (39, 1, "reserved"),
      (80, 65, "label"), (80, 0xFF, "label"), (81, 0xFF, "label"), (80, 4, "master key"),
      (80, 2, "end"),
    ]
    for (offset, value, field) in cases {
      var changed = bytes
      changed[offset] = value
      let error = #expect(throws: FormatError.self, "byte \(offset) = \(value)") {
        try KeySlot(decoding: changed)
      }
      #expect(error?.field == field, "byte \(offset) = \(value)")
    }
    for length in bytes.indices {
      #expect(throws: FormatError.self, "\(length) bytes") {
        try KeySlot(decoding: Array(bytes.prefix(length)))
      }
    }
    #expect(throws: FormatError.self) { try KeySlot(decoding: bytes + [0]) }
  }

  @Test("A label longer than the limit is refused; one of exactly the limit is not")
  func labelLength() throws {
    let longest = String(repeating: "ä", count: 32)
    #expect(try KeySlot(decoding: slot(label: longest).encoded).label == longest)
    #expect(throws: SealingError.labelTooLong) { try slot(label: longest + "x") }
  }

  @Test("[3.2-a] Costs outside the limits do not exist")
  func costs() throws {
    for log2N in [Int.min, 14, 22, 64, Int.max] { #expect(ScryptCost(log2N: log2N) == nil) }
    for blockSize in [0, 7, 9] { #expect(ScryptCost(log2N: 17, blockSize: blockSize) == nil) }
    for count in [0, 5] { #expect(ScryptCost(log2N: 17, parallelism: count) == nil) }
    #expect(ScryptCost(log2N: 21, blockSize: 8, parallelism: 4) != nil)
    #expect(ScryptCost.standard.memoryBytes / (1 << 20) == 128)
    #expect(try #require(ScryptCost(log2N: 19)).memoryBytes > 256 << 20)
  }
}
