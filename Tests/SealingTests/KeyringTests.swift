import Format
import Sealing
import TestSupport
import Testing

/// Golden values from another implementation of HKDF, HMAC, scrypt and AES.
@Suite struct KeyringTests {
  private let masterKey: SecretBytes
  private let repositoryID: RepositoryID
  private let keyring: Keyring

  init() throws {
    masterKey = try SecretBytes(copying: [UInt8](0..<32))
    repositoryID = RepositoryID(try #require(Bytes32([UInt8](32..<64))))
    keyring = try Keyring(masterKey: masterKey, repositoryID: repositoryID)
  }

  @Test("[3.3-a] Each key is derived with its own label")
  func derivedKeys() throws {
    let expected = [
      (keyring.data, "211b027c0efc7794d6061897e504d583e90c958c9d841d7ec88f65f94d2cbfa4"),
      (keyring.tree, "c4a02d38f76ed5ee20804d1a4420a77cfa740fbf15a786ba2e72abf226722cfc"),
      (keyring.index, "42e21fc079cc82702b51797534c06074607743d0a847a68fdb078c5127f781d4"),
      (keyring.log, "32c4d1112513c3f268457d367bd9e83e8cd690c0d1f89b65c4c709b01593a29a"),
      (keyring.config, "25af6be344be12e1a33a63d7ebbf262465e7a7def54945afeac738509e09a21b"),
    ]
    let sealer = try Sealer(random: SeededRandom(seed: 1))
    for (key, hex) in expected {
      let golden = try AEADKey(SecretBytes(copying: #require(Hex.decode(hex))))
      let sealed = try sealer.seal([1, 2, 3], key: golden, associatedData: [])
      #expect(try sealer.open(sealed, key: key, associatedData: []) == [1, 2, 3])
    }
  }

  @Test("[3.3-a] The gear table is 2 048 bytes of the chunker key, little-endian")
  func gearTable() throws {
    #expect(keyring.gearTable.count == 256)
    #expect(keyring.gearTable.first == UInt64(0x7d6c_48bb_4801_5093).byteSwapped)
    #expect(keyring.gearTable.last == UInt64(0x4a91_b0a4_30bb_a376).byteSwapped)
    var bytes = ByteWriter()
    for word in keyring.gearTable { bytes.integer(word) }
    let hash = try SHA256.hash(bytes.bytes)
    #expect(
      Hex.encode(hash.bytes) == "07c9ae024f69b4dbad0f0bfc9f708cea77806a62cf7c115f89fa34355c3a9b0d")
  }

  @Test("[3.4-a] [8.1-b] Chunks and other things are named by HMAC under the chunk-ID key")
  func names() throws {
    let hasher = try ChunkHasher(keyring: keyring)
    let hello = Array("hello".utf8)
    // Twice, since the second time the hasher starts again with the key it has.
    for _ in 0..<2 {
      #expect(
        try hasher.id(kind: 0, hello).description
          == "9504e57d03cf0ad3c487909e1f353d48ee05467b5239f3ef448322cd48cf9bfb")
      #expect(
        try hasher.id(kind: 1, hello).description
          == "761d429378caecd62cbb90e25973e58d390fd04ab94c388d9324d512c0eb66d8")
      #expect(
        try hasher.id(kind: 0, []).description
          == "d8c3af7a6c359aeae2b159656088b88912f6b7c5446f589b6b07bd563c9607ea")
      #expect(
        Hex.encode(try hasher.keyedHash(label: "snapshot", hello).bytes)
          == "e3753e5c2e249d5f9827d76ff8293813896a2c6c7c1bc9bad20450ac8dc3e202")
    }
  }

  @Test("[3.2-b] [3.2-c] A slot made elsewhere opens here, and the same slot is made here")
  func goldenSlot() throws {
    let bytes = try #require(Hex.decode(Self.slot))
    let secret = try SecretBytes(copying: Array("correct horse".utf8))
    let slot = try KeySlot(decoding: bytes)
    #expect(try slot.unlock(secret: secret, repositoryID: repositoryID).matches(masterKey))
    let made = try KeySlot.create(
      for: masterKey, secret: secret, purpose: .password,
      cost: #require(ScryptCost(log2N: 15)), label: "laptop", created: 1_700_000_000,
      repositoryID: repositoryID, random: CountingRandom(from: 64))
    #expect(made.encoded == bytes)
  }

  @Test("A master key of another length is refused")
  func wrongLengths() throws {
    for count in [0, 31, 33] {
      let key = try SecretBytes(copying: [UInt8](repeating: 1, count: count))
      #expect(throws: SealingError.wrongLength) {
        try Keyring(masterKey: key, repositoryID: repositoryID)
      }
      #expect(throws: SealingError.wrongLength) { try AEADKey(key) }
    }
  }

  /// Master key 00 … 1f, repository ID 20 …, salt 40 …, slot ID 60 …, nonce 70 … 87.
  private static let slot = """
    6d6172746c65740a0102000000000000606162636465666768696a6b6c6d6e6f00010f080100000000f1536500\
    000000404142434445464748494a4b4c4d4e4f505152535455565758595a5b5c5d5e5f066c6170746f709fdcf0\
    f371e8900b8c9900e5049c705f114514510d53602f25d20627733657d6707172737475767778797a7b7c7d7e7f\
    80818283848586871b1b08753ddc131f48e4004c9bb7029f568c761feb2561716e885e389e3e64f0efa07ca41b\
    4a68c64436f1996fd3f52e
    """
}
