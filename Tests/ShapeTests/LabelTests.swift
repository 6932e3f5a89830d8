import TestSupport
import Testing

/// FORMAT.md labels each of its promises; a label and the tests that cite it keep each other alive.
struct LabelTests {
  @Test("Every label of FORMAT.md is cited by a test, and every cited label exists")
  func labels() throws {
    guard SourceFile.exists("FORMAT.md") else {
      print("There is no FORMAT.md, so no label to compare.")
      return
    }
    let promised = Self.labels(in: try SourceFile.text(of: "FORMAT.md"))
    let tested = try Self.citations(in: SourceFile.tests)
    let cited = try Self.citations(in: SourceFile.sources).union(tested)
    #expect(promised.subtracting(tested).sorted() == [], "labels that no test cites")
    #expect(cited.subtracting(promised).sorted() == [], "labels that FORMAT.md does not have")
    print("FORMAT.md: \(promised.count) labels, \(tested.count) of them cited by tests")
  }

  @Test("A label is a section and a letter in brackets")
  func form() {
    let text = "x [" + "1-b], [" + "6.3.12-aa][" + "2.1-c]; [1] [a-b] [6-] 6.3-a [0-9]"
    #expect(Self.labels(in: text) == ["1-b", "6.3.12-aa", "2.1-c"])
  }

  private static func citations(in files: [SourceFile]) -> Set<String> {
    files.reduce(into: []) { labels, file in
      for line in file.lines { labels.formUnion(Self.labels(in: line)) }
    }
  }

  private static func labels(in text: some StringProtocol) -> Set<String> {
    Set(Substring(text).matches(of: /\[(\d+(?:\.\d+)*-[a-z]+)\]/).map { String($0.1) })
  }
}
