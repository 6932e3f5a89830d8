import Pipelines
import TestSupport

/// The bytes of one chunk, by what they are made from: versions of one base resemble one another.
struct Text: Hashable, Comparable {
  static let byteCount = 420

  let base: Int
  let version: Int

  private static let known = Monitor<[Text: [UInt8]]>([:])

  var bytes: [UInt8] {
    Self.known.access { known in
      if let bytes = known[self] { return bytes }
      let bytes = make()
      known[self] = bytes
      return bytes
    }
  }

  private func make() -> [UInt8] {
    var random = SeededGenerator(seed: UInt64(base))
    var bytes = random.bytes(Self.byteCount)
    for edit in 0..<version { bytes[(edit * 97 + 13) % Self.byteCount] ^= UInt8(edit % 251 + 1) }
    return bytes
  }

  static func < (left: Self, right: Self) -> Bool {
    (left.base, left.version) < (right.base, right.version)
  }
}

/// A folder as a model knows it: what each file consists of, by its path, "a/f1" or "f1".
struct SavedTree: Hashable {
  static let folders = ["", "a/", "b/", "b/c/"]

  private(set) var files: [String: [Text]] = [:]

  /// Paths in the order of a walk: the entries of each folder by name.
  var paths: [String] { files.keys.sorted() }

  /// What happens to it between two backups. `others` are trees that were saved before.
  mutating func edit(_ others: [SavedTree], _ random: inout SeededGenerator) {
    if !others.isEmpty, Int.random(in: 0..<4, using: &random) == 0 {
      self = others[Int.random(in: 0..<others.count, using: &random)]
    }
    for _ in 0..<Int.random(in: 1...4, using: &random) { editOnce(others, &random) }
    if files.isEmpty { write(&random) }
  }

  private mutating func editOnce(_ others: [SavedTree], _ random: inout SeededGenerator) {
    let paths = paths
    guard let path = paths.randomElement(using: &random), let texts = files[path] else {
      return write(&random)
    }
    switch Int.random(in: 0..<10, using: &random) {
    case 0, 1: write(&random)
    case 2: files[path] = nil
    case 3: files[Self.randomPath(&random)] = texts
    case 4: takeOver(others, &random)
    case 5:
      // More chunks than a node names itself.
      let count = Int.random(in: 0..<8, using: &random) == 0 ? 300 : texts.count + 1
      files[path] = (0..<count).map { texts.isEmpty ? .random(&random) : texts[$0 % texts.count] }
    default:
      guard let place = texts.indices.randomElement(using: &random) else { return }
      files[path]?[place] = Text(base: texts[place].base, version: texts[place].version + 1)
    }
  }

  private mutating func write(_ random: inout SeededGenerator) {
    files[Self.randomPath(&random)] = (0..<Int.random(in: 0...4, using: &random)).map { _ in
      .random(&random)
    }
  }

  /// A file of another tree.
  private mutating func takeOver(_ others: [SavedTree], _ random: inout SeededGenerator) {
    guard let other = others.randomElement(using: &random),
      let path = other.paths.randomElement(using: &random)
    else { return }
    files[path] = other.files[path]
  }

  private static func randomPath(_ random: inout SeededGenerator) -> String {
    let folder = folders[Int.random(in: 0..<folders.count, using: &random)]
    return "\(folder)f\(Int.random(in: 0..<4, using: &random))"
  }
}

extension Text {
  /// Of few: what one snapshot has another may have as well.
  fileprivate static func random(_ random: inout SeededGenerator) -> Text {
    Text(
      base: Int.random(in: 0..<24, using: &random), version: Int.random(in: 0..<3, using: &random))
  }
}
