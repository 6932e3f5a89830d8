import CShims
import Format
import Pipelines
import Sealing
import TestSupport
import Testing

/// The vectors that C2SP publishes for XAES-256-GCM.
@Suite struct XAESTests {
  @Test(
    "[3.5-a] The published messages",
    arguments: [
      (1, "", "ce546ef63c9cc60765923609b33a9a1974e96e52daf2fcf7075e2271"),
      (
        3, "c2sp.org/XAES-256-GCM",
        "986ec1832593df5443a179437fd083bf3fdb41abd740a21f71eb769d"
      ),
    ])
  func published(keyByte: UInt8, associated: String, expected: String) throws {
    let nonce = Array("ABCDEFGHIJKLMNOPQRSTUVWX".utf8)
    let sealer = try Sealer(random: FixedRandom(nonce))
    let key = try AEADKey(SecretBytes(copying: [UInt8](repeating: keyByte, count: 32)))
    let plaintext = Array("XAES-256-GCM".utf8)
    let sealed = try sealer.seal(plaintext, key: key, associatedData: Array(associated.utf8))
    #expect(Hex.encode(sealed) == Hex.encode(nonce) + expected)
    #expect(try sealer.open(sealed, key: key, associatedData: Array(associated.utf8)) == plaintext)
  }

  /// 10 000 random messages; with MARTLET_TORTURE set also the million that is published.
  @Test("[3.5-a] The published digest of many messages", arguments: Self.accumulations)
  func accumulated(iterations: Int, expected: String) throws {
    var stream = Shake128Stream(byteCount: iterations * (32 + 24 + 2 + 2 * 255))
    #expect(Hex.encode(stream.bytes.prefix(16)) == "7f9c2ba4e88f827d616045507605853e")
    let digest = Shake128()
    let nonce = FixedRandom([])
    let sealer = try Sealer(random: nonce)
    for _ in 0..<iterations {
      let key = try AEADKey(SecretBytes(copying: stream.next(32)))
      nonce.bytes.access { $0 = stream.next(24) }
      let plaintext = stream.next(Int(stream.next(1)[0]))
      let associated = stream.next(Int(stream.next(1)[0]))
      let sealed = try sealer.seal(plaintext, key: key, associatedData: associated)
      digest.update(Array(sealed.dropFirst(Sealer.nonceBytes)))
      let opened = try sealer.open(sealed, key: key, associatedData: associated)
      #expect(opened == plaintext)
    }
    #expect(Hex.encode(digest.finish(byteCount: 32)) == expected)
  }

  static let accumulations: [(Int, String)] = {
    let short = (10_000, "e6b9edf2df6cec60c8cbd864e2211b597fb69a529160cd040d56c0c210081939")
    let long = (1_000_000, "2163ae1445985a30b60585ee67daa55674df06901b890593e824b8a7c885ab15")
    return isTorture ? [short, long] : [short]
  }()
}

private struct Shake128Stream {
  let bytes: [UInt8]
  private var offset = 0

  init(byteCount: Int) {
    bytes = Shake128().finish(byteCount: byteCount)
  }

  mutating func next(_ count: Int) -> [UInt8] {
    defer { offset += count }
    return Array(bytes[offset..<offset + count])
  }
}

private final class Shake128 {
  private let context = EVP_MD_CTX_new()

  init() {
    #expect(EVP_DigestInit_ex(context, EVP_shake128(), nil) == 1)
  }

  deinit {
    EVP_MD_CTX_free(context)
  }

  func update(_ bytes: [UInt8]) {
    #expect(EVP_DigestUpdate(context, bytes, bytes.count) == 1)
  }

  func finish(byteCount: Int) -> [UInt8] {
    var result = [UInt8](repeating: 0, count: byteCount)
    #expect(EVP_DigestFinalXOF(context, &result, byteCount) == 1)
    return result
  }
}
