import Format
import Sealing
import TestSupport
import Testing

@Suite struct PrimitiveTests {
  @Test("SHA-256 gives the published hashes, in any pieces, and starts again")
  func sha256() throws {
    let hash = try SHA256()
    let empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    let abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    #expect(Hex.encode(try hash.finish().bytes) == empty)
    try hash.update(Array("abc".utf8))
    #expect(Hex.encode(try hash.finish().bytes) == abc)
    try hash.update([])
    for byte in "abc".utf8 { try hash.update([byte]) }
    #expect(Hex.encode(try hash.finish().bytes) == abc)
    #expect(Hex.encode(try SHA256.hash([]).bytes) == empty)
  }

  @Test("HKDF gives RFC 5869's third vector, without salt and purpose")
  func hkdf() throws {
    let key = try SecretBytes(copying: [UInt8](repeating: 0x0B, count: 22))
    let derived = try HKDF.derive(from: key, salt: [], purpose: "", count: 42)
    #expect(
      derived.withBytes { Hex.encode($0) }
        == "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8")
  }

  @Test("Secrets match by all their bytes")
  func secrets() throws {
    let bytes: [UInt8] = [1, 2, 3]
    let secret = try SecretBytes(copying: bytes)
    #expect(secret.count == 3 && secret.withBytes { Array($0) } == bytes)
    for other: [UInt8] in [[], [1, 2], [1, 2, 4], [0, 2, 3], [1, 2, 3, 0]] {
      #expect(try !secret.matches(SecretBytes(copying: other)))
    }
    #expect(try secret.matches(SecretBytes(copying: bytes)))
    #expect(try SecretBytes(copying: []).matches(SecretBytes(copying: [])))
  }

  @Test("The system's randomness fills the whole buffer and does not repeat")
  func systemRandom() throws {
    // More than the kernel gives in one call without asking for signals.
    let first = try SystemRandom().bytes(100_000)
    let second = try SystemRandom().bytes(100_000)
    #expect(first != second)
    #expect(Set(first.suffix(2000)).count > 200)
    #expect(try SystemRandom().bytes(0).isEmpty)
  }

  @Test("Seeded randomness repeats")
  func seededRandom() throws {
    let first = try SeededRandom(seed: 5).bytes(100)
    #expect(try SeededRandom(seed: 5).bytes(100) == first)
    #expect(try SeededRandom(seed: 6).bytes(100) != first)
  }
}
