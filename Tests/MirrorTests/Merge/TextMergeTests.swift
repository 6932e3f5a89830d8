import Glibc
import SystemPackage
import TestSupport
import Testing

@testable import Mirror

struct TextMergeTests {
  private static let git = "/usr/bin/git"
  private static var hasGit: Bool { access(git, X_OK) == 0 }

  private static func merge(_ baseline: String, _ a: String, _ b: String) -> TextMerge.Outcome {
    TextMerge.merge(baseline: Array(baseline.utf8), a: Array(a.utf8), b: Array(b.utf8))
  }

  private static func merged(_ text: String) -> TextMerge.Outcome { .merged(Array(text.utf8)) }

  @Test(
    "Edits apart merge; ends of lines stay as they are",
    arguments: [
      ("1\n2\n3\n", "1a\n2\n3\n", "1\n2\n3b\n", "1a\n2\n3b\n"),
      ("1\n2\n3\n", "0\n1\n2\n3\n", "1\n2\n", "0\n1\n2\n"),
      ("1\n2\n3", "1\n2\n3\n4", "0\n1\n2\n3", "0\n1\n2\n3\n4"),
      ("1\r\n2\r\n3\r\n", "1\r\n2\r\n3a\r\n", "1b\r\n2\r\n3\r\n", "1b\r\n2\r\n3a\r\n"),
      ("1\n2\n", "1\n2\nnew\n", "1\n2\nnew\n", "1\n2\nnew\n"),
      ("1\n2\n3\n", "1\nx\n3\n4\n", "1\nx\n3\n", "1\nx\n3\n4\n"),
      ("", "a\n", "", "a\n"),
      ("1\n", "", "1\n", ""),
      ("\u{e9}\n2\n3\n", "\u{e8}\n2\n3\n", "\u{e9}\n2\n\u{ea}\n", "\u{e8}\n2\n\u{ea}\n"),
    ])
  func clean(baseline: String, a: String, b: String, result: String) {
    #expect(Self.merge(baseline, a, b) == Self.merged(result))
    #expect(Self.merge(baseline, b, a) == Self.merged(result))
  }

  @Test(
    "Lines that both changed, or next to each other, do not merge",
    arguments: [
      ("1\n2\n3\n", "1\na\n3\n", "1\nb\n3\n"),
      ("1\n2\n3\n", "1a\n2\n3\n", "1\n2b\n3\n"),
      ("1\n2\n", "1\n2\na\n", "1\n2\nb\n"),
      ("1\n2\n3\n", "1\n3\n", "1\n2b\n3\n"),
      ("1", "1\n", "1a"),
      ("", "a\n", "b\n"),
    ])
  func overlapping(baseline: String, a: String, b: String) {
    #expect(Self.merge(baseline, a, b) == .overlapping)
    #expect(Self.merge(baseline, b, a) == .overlapping)
  }

  @Test("What is no text, or too much of one, is not merged, unless one side left it alone")
  func refused() {
    #expect(Self.merge("1\n2\n3\n", "1\n2\n3\0\n", "0\n2\n3\n") == .notText)
    #expect(Self.merge("1\0", "1\0", "2\0") == Self.merged("2\0"))
    let long = String(repeating: "0123456789abcde\n", count: TextMerge.maxBytes / 16)
    #expect(Self.merge(long, "a\n" + long, long + "b\n") == .tooLarge)
    let fitting = String(long.dropFirst(32))
    #expect(
      Self.merge(fitting, "a\n" + fitting, fitting + "b\n")
        == Self.merged("a\n" + fitting + "b\n"))
  }

  @Test("Merges are symmetric, and hold what each side wrote alone", arguments: 0..<2_000)
  func symmetric(seed: Int) {
    var random = SeededGenerator(seed: UInt64(seed))
    let repeated = random.chance(2) ? 3 : nil
    let text = RandomText(
      Int.random(in: 0...20, using: &random), repeated: repeated, using: &random)
    let a = text.edited(by: "a", times: 2, repeated: repeated, using: &random)
    let b = text.edited(by: "b", times: 2, repeated: repeated, using: &random)
    let outcome = TextMerge.merge(baseline: text.bytes, a: a.bytes, b: b.bytes)
    #expect(TextMerge.merge(baseline: text.bytes, a: b.bytes, b: a.bytes) == outcome)
    guard case .merged(let bytes) = outcome else { return }
    let merged = Set(bytes.split(separator: 10).map(Array.init))
    for line in (a.lines + b.lines).filter({ $0.hasPrefix("a") || $0.hasPrefix("b") }) {
      #expect(merged.contains(Array(line.utf8.filter { $0 != 10 })), "\(line)")
    }
  }

  @Test("git merge-file agrees", .enabled(if: hasGit), arguments: [nil, 12, 4])
  func git(repeated: Int?) throws {
    let folder = try TemporaryFolder()
    var tally = (clean: 0, conflicts: 0, apart: 0)
    for seed in 0..<UInt64(150) {
      var random = SeededGenerator(seed: seed)
      let text = RandomText(
        Int.random(in: 0...30, using: &random), repeated: repeated, using: &random)
      let a = text.edited(
        by: "a", times: Int.random(in: 1...3, using: &random), repeated: repeated, using: &random)
      let b = text.edited(
        by: "b", times: Int.random(in: 1...3, using: &random), repeated: repeated, using: &random)
      let ours = TextMerge.merge(baseline: text.bytes, a: a.bytes, b: b.bytes)
      let theirs = try Self.gitMerge(text.bytes, a.bytes, b.bytes, in: folder)
      switch (ours, theirs) {
      case (.merged(let bytes), let other?) where bytes == other: tally.clean += 1
      case (.overlapping, nil): tally.conflicts += 1
      default:
        tally.apart += 1
        // Lines that are equal can be found in several places, and git looks for other ones.
        #expect(repeated != nil, "seed \(seed): \(ours), \(String(describing: theirs))")
      }
    }
    #expect(tally.clean > 40 && tally.conflicts > 15, "\(tally)")
    #expect(tally.apart <= 7, "\(tally)")
  }

  /// `nil` for a conflict.
  private static func gitMerge(
    _ baseline: [UInt8], _ a: [UInt8], _ b: [UInt8], in folder: TemporaryFolder
  ) throws -> [UInt8]? {
    let paths = ["a", "baseline", "b"].map { folder.appending($0) }
    for (path, bytes) in zip(paths, [a, baseline, b]) {
      let file = try FileDescriptor.open(
        path, .writeOnly, options: [.create, .truncate], permissions: .ownerReadWrite)
      try file.closeAfter { _ = try file.writeAll(bytes) }
    }
    guard runProgram(git, ["merge-file", "-q"] + paths.map(\.string)) else { return nil }
    let file = try FileDescriptor.open(paths[0], .readOnly)
    return try file.closeAfter {
      var bytes = [UInt8](repeating: 0, count: 1 << 16)
      let count = try bytes.withUnsafeMutableBytes { try file.read(into: $0) }
      return Array(bytes.prefix(count))
    }
  }
}
