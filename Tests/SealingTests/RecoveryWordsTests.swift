import Sealing
import TestSupport
import Testing

@Suite struct RecoveryWordsTests {
  private static let thankYear = "legal winner thank year wave sausage worth useful"

  static let vectors: [(UInt8, String)] = [
    (0x00, String(repeating: "abandon ", count: 23) + "art"),
    (0x7F, "\(thankYear) \(thankYear) legal winner thank year wave sausage worth title"),
    (0xFF, String(repeating: "zoo ", count: 23) + "vote"),
  ]

  @Test("The published words of BIP-39", arguments: Self.vectors)
  func published(byte: UInt8, text: String) throws {
    let entropy = try SecretBytes(copying: [UInt8](repeating: byte, count: 32))
    #expect(try RecoveryWords(entropy: entropy).text == text)
    #expect(try RecoveryWords(parsing: text).entropy.matches(entropy))
  }

  @Test("What a person types is understood", arguments: 0..<UInt64(20))
  func tolerant(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let entropy = try SecretBytes(copying: random.bytes(32))
    let text = try RecoveryWords(entropy: entropy).text
    var typed = "\n\t "
    for word in text.split(separator: " ") {
      let length = word.count < 5 ? word.count : Int.random(in: 4...word.count, using: &random)
      let part = String(word.prefix(length))
      typed += Bool.random(using: &random) ? part.uppercased() : part
      typed += ["  ", "\n", "\r\n", "\t", "\u{A0}"].randomElement(using: &random) ?? " "
    }
    #expect(try RecoveryWords(parsing: typed).entropy.matches(entropy))
  }

  @Test("Mistakes are named")
  func mistakes() throws {
    let text = String(repeating: "abandon ", count: 23)
    #expect(throws: RecoveryWordsError.wordCount(0)) { try RecoveryWords(parsing: " ") }
    #expect(throws: RecoveryWordsError.wordCount(23)) { try RecoveryWords(parsing: text) }
    #expect(throws: RecoveryWordsError.wordCount(25)) {
      try RecoveryWords(parsing: text + "art art")
    }
    #expect(throws: RecoveryWordsError.checksum) { try RecoveryWords(parsing: text + "zoo") }
    for (word, place) in [("arr", 24), ("aba", 24), ("abandons", 24), ("ärt", 24), ("1234", 24)] {
      #expect(throws: RecoveryWordsError.unknownWord(word, position: place)) {
        try RecoveryWords(parsing: text + word)
      }
    }
    #expect(throws: RecoveryWordsError.unknownWord("lemmon", position: 1)) {
      try RecoveryWords(parsing: "Lemmon " + text)
    }
  }

  @Test("No two words that change places keep the checksum more than once in 256 or so")
  func swapped() throws {
    var random = SeededGenerator(seed: 5)
    var accepted = 0
    for _ in 0..<1000 {
      let entropy = try SecretBytes(copying: random.bytes(32))
      var words = try RecoveryWords(entropy: entropy).text.split(separator: " ")
      words.swapAt(3, 17)
      let typed = words.joined(separator: " ")
      if (try? RecoveryWords(parsing: typed)) != nil { accepted += 1 }
    }
    #expect(accepted < 20)
  }

  @Test("Entropy of another length is refused")
  func entropyLength() throws {
    for count in [0, 16, 31, 33] {
      let entropy = try SecretBytes(copying: [UInt8](repeating: 0, count: count))
      #expect(throws: SealingError.wrongLength) { try RecoveryWords(entropy: entropy) }
    }
  }
}
