import Format
import Sealing
import TestSupport

extension FuzzedDecoder {
  /// Text: names of files in a repository, and recovery words.
  static var names: [FuzzedDecoder] { [repositoryPath, recoveryWords] }

  /// A name is one of ours exactly if it is what its path would be named.
  private static let repositoryPath = FuzzedDecoder(
    "repository-path",
    seeds: {
      try (FormatDocument().tables["names"] ?? []).map { Array($0.left.utf8) }
        + random(20) { Array(RepositoryPath.outcome($0.session()).name.utf8) }
    },
    run: { bytes in
      let name = String(decoding: bytes, as: UTF8.self)
      guard let path = RepositoryPath(name: name) else { return }
      precondition(path.name.utf8.elementsEqual(name.utf8), "one file, two names")
    })

  /// What reads as words is written as words that say the same.
  private static let recoveryWords = FuzzedDecoder(
    "recovery-words",
    seeds: {
      try (0..<UInt64(20)).flatMap { seed in
        var random = SeededGenerator(seed: seed)
        let entropy = try SecretBytes(copying: random.bytes(RecoveryWords.entropyBytes))
        let text = try RecoveryWords(entropy: entropy).text
        let short = text.split(separator: " ").map { $0.prefix(4) }.joined(separator: "\n")
        return [Array(text.utf8), Array(short.uppercased().utf8)]
      }
    },
    run: { bytes in
      let typed = String(decoding: bytes, as: UTF8.self)
      guard let words = try? RecoveryWords(parsing: typed) else { return }
      let again = try? RecoveryWords(parsing: words.text)
      precondition(again?.entropy.matches(words.entropy) == true, "words that mean something else")
    })
}
