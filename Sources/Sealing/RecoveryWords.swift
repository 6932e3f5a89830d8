internal import Format

/// A 256-bit secret as 24 English words (BIP-39), for a sheet of paper: 8 more bits are a checksum.
package struct RecoveryWords: Sendable {
  package static let wordCount = 24
  package static let entropyBytes = 32
  private static let bitsPerWord = 11
  private static let minimalPrefix = 4

  /// The 32 bytes that unlock the slot.
  package let entropy: SecretBytes
  private let checksum: UInt8

  package init(entropy: SecretBytes) throws(SealingError) {
    guard entropy.count == Self.entropyBytes else { throw .wrongLength }
    self.entropy = entropy
    checksum = try Self.checksum(of: entropy)
  }

  /// Reads what a person typed: any case, any white space, words cut after four or more letters.
  package init(parsing text: String) throws(RecoveryWordsError) {
    let words = text.lowercased().split(whereSeparator: \.isWhitespace)
    guard words.count == Self.wordCount else { throw .wordCount(words.count) }
    var places: [Int] = []
    for (index, word) in words.enumerated() {
      guard let place = Self.place(of: word) else {
        throw .unknownWord(String(word), position: index + 1)
      }
      places.append(place)
    }
    let bytes = Self.bytes(of: places)
    do {
      try self.init(entropy: SecretBytes(copying: Array(bytes.prefix(Self.entropyBytes))))
    } catch {
      throw .failed(error)
    }
    guard bytes.last == checksum else { throw .checksum }
  }

  /// The words, separated by single spaces.
  package var text: String {
    let bytes = entropy.withBytes { Array($0) } + [checksum]
    let words = (0..<Self.wordCount).map { word in
      let bits = (word * Self.bitsPerWord)..<((word + 1) * Self.bitsPerWord)
      return RecoveryWordList.words[bits.reduce(0) { $0 << 1 | Self.bit($1, of: bytes) }]
    }
    return words.joined(separator: " ")
  }

  private static func checksum(of entropy: SecretBytes) throws(SealingError) -> UInt8 {
    let hash = try entropy.withBytes { (bytes) throws(SealingError) in try SHA256.hash(bytes) }
    return UInt8(truncatingIfNeeded: hash.leadingWord >> 56)
  }

  private static func place(of word: Substring) -> Int? {
    let words = RecoveryWordList.words
    if let exact = words.firstIndex(where: { $0 == word }) { return exact }
    guard word.count >= minimalPrefix else { return nil }
    return words.firstIndex { $0.hasPrefix(word) }
  }

  /// 11 bits of each place, the highest first; 24 places give 33 bytes.
  private static func bytes(of places: [Int]) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: wordCount * bitsPerWord / 8)
    for (index, place) in places.enumerated() {
      for bit in 0..<bitsPerWord where place >> (bitsPerWord - 1 - bit) & 1 == 1 {
        let position = index * bitsPerWord + bit
        bytes[position / 8] |= 0x80 >> UInt8(position % 8)
      }
    }
    return bytes
  }

  private static func bit(_ position: Int, of bytes: [UInt8]) -> Int {
    Int(bytes[position / 8] >> UInt8(7 - position % 8)) & 1
  }
}
