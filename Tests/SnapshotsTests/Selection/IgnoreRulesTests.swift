import Format
import Snapshots
import TestSupport
import Testing

/// Ignore rules decide as git does, line by line.
struct IgnoreRulesTests {
  private static let names = [
    "a", "b", "c", "ab", "abc", "foo", "foo.tmp", "x.tmp", "bar", "A", "0", ".", "a.b", ".tmp",
    "a b", "a ", " ", "#a", "!a", "\\a", "a\\", "[a]", "]", "a]", "^", "-", "a*", "*", "?", "**",
    "\t", "a\n", "a\r", "\u{e9}", ":a", "foo1", "~",
  ]

  /// A few hundred entries, four folders deep, with links and names of every sort.
  private static func tree(seed: UInt64) -> [GitOracle.Entry] {
    var random = SeededGenerator(seed: seed)
    var folders: [[UInt8]] = [[]]
    var entries: [GitOracle.Entry] = []
    while entries.count < 400 {
      let parent = folders.randomElement(using: &random) ?? []
      let name = names.randomElement(using: &random).map { Array($0.utf8) } ?? []
      let path = parent.isEmpty ? name : parent + [0x2F] + name
      let kind = [NodeKind.folder, .folder, .file, .file, .symlink].randomElement(using: &random)
      guard let kind, name != [0x2E], !entries.contains(where: { $0.path == path }) else {
        continue
      }
      entries.append(GitOracle.Entry(path: path, kind: kind))
      if kind == .folder, path.count(where: { $0 == 0x2F }) < 4 { folders.append(path) }
    }
    return entries
  }

  @Test("git check-ignore names the same line for every entry", arguments: 0..<UInt64(8))
  func generated(seed: UInt64) throws {
    let oracle = try GitOracle(Self.tree(seed: seed))
    var patterns = RandomPatterns(seed: seed, paths: oracle.entries.map(\.path))
    let files = (0..<(isTorture ? 2000 : 60)).map { _ in patterns.file() }
    let said = try oracle.verdicts(files)
    var (cases, decided, ignored) = (0, 0, 0)
    for (file, verdicts) in zip(files, said) {
      var rules = IgnoreRules()
      rules.add(contents: file, ofFile: [])
      try #require(verdicts.count == oracle.entries.count)
      for (entry, verdict) in zip(oracle.entries, verdicts) {
        cases += 1
        if verdict.line != nil { decided += 1 }
        if verdict.isIgnored { ignored += 1 }
        guard rules.verdict(on: entry) != verdict else { continue }
        Issue.record(
          """
          seed \(seed): \(String(decoding: file, as: UTF8.self).debugDescription) on \
          \(String(decoding: entry.path, as: UTF8.self).debugDescription) (\(entry.kind)): \
          \(rules.verdict(on: entry)), git \(verdict)
          """)
      }
    }
    #expect(ignored > cases / 50 && decided < cases)
    print("\(files.count) ignore files, \(cases) cases: \(decided) decided, \(ignored) ignored")
  }

  @Test("git check-ignore knows the same bytes of each class")
  func classes() throws {
    let bytes = (UInt8(1)...255).filter { $0 != 0x2F }
    let oracle = try GitOracle(
      bytes.map { GitOracle.Entry(path: [0x78, $0, 0x79], kind: .file) })
    let names = [
      "alnum", "alpha", "blank", "cntrl", "digit", "graph", "lower", "print", "punct", "space",
      "upper", "xdigit", "word",
    ]
    let files = names.flatMap { ["x[[:\($0):]]y", "x[![:\($0):]b]y"] }.map { Array($0.utf8) }
    var cases = 0
    for (file, verdicts) in zip(files, try oracle.verdicts(files)) {
      var rules = IgnoreRules()
      rules.add(contents: file, ofFile: [])
      #expect(oracle.entries.map(rules.verdict) == verdicts)
      cases += verdicts.count
    }
    print("\(names.count) classes, \(cases) cases")
  }

  @Test("git check-ignore agrees on the cases that are easily got wrong")
  func tricky() throws {
    let oracle = try GitOracle(Self.trickyTree)
    let files =
      Self.trickyFiles.map { Array($0.utf8) } + [
        [0x61, 0x00, 0x62, 0x0A], [0x21, 0x00, 0x0A], [0xFF, 0x0A], [0xEF, 0xBB, 0xBF, 0x23, 0x61],
      ]
    var decided = 0
    for (file, verdicts) in zip(files, try oracle.verdicts(files)) {
      var rules = IgnoreRules()
      rules.add(contents: file, ofFile: [])
      decided += verdicts.count { $0.line != nil }
      #expect(
        oracle.entries.map(rules.verdict) == verdicts,
        "\(String(decoding: file, as: UTF8.self).debugDescription)")
    }
    print(
      "\(files.count) ignore files, \(files.count * oracle.entries.count) cases, \(decided) decided"
    )
  }

  @Test("A pattern given by itself has no comments and keeps its spaces")
  func options() {
    var rules = IgnoreRules()
    rules.add(pattern: Array("#a".utf8), option: "--exclude")
    rules.add(pattern: Array("b ".utf8), option: "--exclude")
    rules.add(pattern: Array("!c".utf8), option: "--exclude")
    #expect(rules.lastMatch(Array("x/#a".utf8), kind: .file)?.index == 0)
    #expect(rules.lastMatch(Array("b ".utf8), kind: .file)?.index == 1)
    #expect(rules.lastMatch(Array("b".utf8), kind: .file) == nil)
    #expect(rules.lastMatch(Array("c".utf8), kind: .file)?.isNegated == true)
    #expect(rules.rules.map(\.origin) == Array(repeating: .option("--exclude"), count: 3))
  }

  @Test("Patterns of many stars are tried in little time")
  func stars() {
    var rules = IgnoreRules()
    for pattern in [
      String(repeating: "*a", count: 40) + "*b", String(repeating: "**/a*", count: 40) + "/b",
      "/" + String(repeating: "**/*a", count: 40) + "b",
      String(repeating: "[a-z]*", count: 100) + "0",
    ] {
      rules.add(pattern: Array(pattern.utf8), option: "--exclude")
    }
    let name = [UInt8](repeating: 0x61, count: 255)
    let path = Array(repeating: [UInt8](repeating: 0x61, count: 15), count: 256)
      .joined(separator: [0x2F])
    // Without an end to backtracking this would outlast the suite by far.
    #expect(rules.lastMatch(name, kind: .file) == nil)
    #expect(rules.lastMatch(Array(path), kind: .file) == nil)
    #expect(rules.lastMatch(name + [0x62], kind: .file)?.index == 0)
  }
}

extension IgnoreRulesTests {
  private static var trickyTree: [GitOracle.Entry] {
    func folder(_ path: String) -> GitOracle.Entry { .init(path: Array(path.utf8), kind: .folder) }
    func file(_ path: String) -> GitOracle.Entry { .init(path: Array(path.utf8), kind: .file) }
    return [
      folder("foo"), folder("foo/bar"), file("foo/bar/baz"), folder("a"), folder("a/foo"),
      file("a/foo/bar"), folder("foo1"), folder("foo1/2"), file("foo1/2/bar"), file("foo1/bar"),
      file("#a"), file("!a"), file("a b"), file("b "), file("c  "), file("\\d"), file("d\\"),
      file("e\t"), file("f\r"), file("]"), file("[x"), file("[x]"), file("^"), file("-"),
      folder("deep"), folder("deep/er"), folder("deep/er/foo"), file("deep/er/foo/keep"),
      file("deep/keep"), GitOracle.Entry(path: Array("deep/link".utf8), kind: .symlink),
      GitOracle.Entry(path: [0xFF], kind: .file), file("\u{FEFF}g"),
    ]
  }

  private static let trickyFiles = [
    "/", "//", "///", "!", "", " ", "\\", "/\\", "*", "/*", "**", "/**", "**/", "/**/", "*/",
    "***", "foo", "foo/", "/foo", "/foo/", "foo/bar", "foo/bar/", "foo/*", "foo/**", "foo/**/",
    "foo/**/baz", "**/foo", "**/foo/", "**/foo/bar", "**/bar", "a/**/bar", "foo**/bar",
    "foo**bar", "f**/bar", "*foo**/bar", "/foo**/bar", "/foo**/bar/", "**foo/bar", "foo/**bar",
    "**/**/bar", "foo\\/bar", "foo\\/", "**\\/bar", "a\\/**/bar", "#a", "\\#a", "!a\n", "\\!a",
    "!#a\n", "*\n!foo\n", "*\n!foo/\n!foo/bar\n", "/foo\n!/foo/bar\n", "a b", "b ", "b\\ ",
    "c \\ ", "c\\ \\ ", "c\\  ", "\\\\d", "\\d", "d\\", "d\\\\", "e\t", "f\r\n", "f\r\r\n", "f\r",
    "]", "[]]", "[]", "[!]]", "[", "[x", "\\[x", "[[]x", "[[]x]", "[^^]", "[!^]", "[-]", "[]-]",
    "[--]", "[a-]", "link/", "deep/link", "deep/link/", "deep/er/**/keep\n!deep/er/foo/\n",
    "keep\n!deep/keep\nfoo\n", "\u{FEFF}g", "x\n\u{FEFF}g", "foo/\r\n", "foo/ ", "foo\\ /",
    "?oo", "?", "????", "foo?bar", "foo[/]bar", "foo[!a]bar", "[f]oo/bar", "[f]oo/*",
  ]
}
