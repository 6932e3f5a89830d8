import Format
import TestSupport
import Testing

@testable import LocalState

struct WalkPathTests {
  @Test("A folder comes before what is below it, and that before its neighbours")
  func neighbours() {
    let paths = ["", "a", "a/b", "a/b/c", "a\u{1}", "a-", "a-/b", "a.b", "a0", "b"]
    let sorted = paths.map { WalkPath(Array($0.utf8)) }.sorted()
    #expect(sorted == paths.map { WalkPath(Array($0.utf8)) })
  }

  @Test("Paths ascend as a walk meets them", arguments: 0..<UInt64(100))
  func walkOrder(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    let walked = FolderTree.random(using: &random).entered.map { WalkPath($0) }
    #expect(walked == walked.shuffled(using: &random).sorted())
    #expect(Set(walked).count == walked.count)
  }

  @Test("A folder contains what has its path and a separator in front")
  func containing() {
    func contains(_ outer: String, _ inner: String) -> Bool {
      WalkPath(Array(outer.utf8)).contains(WalkPath(Array(inner.utf8)))
    }
    #expect(contains("a", "a/b") && contains("a", "a/b/c") && contains("", "a"))
    #expect(!contains("a", "a") && !contains("", "") && !contains("a", "ab"))
    #expect(!contains("a/b", "a") && !contains("a", "b/a"))
  }
}
