import TestSupport
import Testing

@testable import Mirror

struct LineDiffTests {
  @Test("Hunks make the new text of the old one, with the fewest lines", arguments: 0..<3_000)
  func fewest(seed: Int) throws {
    var random = SeededGenerator(seed: UInt64(seed))
    let letters = UInt32([2, 3, 5, 40].randomElement(using: &random, or: 2))
    func text() -> [UInt32] {
      (0..<Int.random(in: 0...14, using: &random)).map { _ in
        UInt32.random(in: 0..<letters, using: &random)
      }
    }
    let (old, new) = (text(), text())
    let hunks = try #require(LineDiff.hunks(from: old, to: new))
    #expect(Self.apply(hunks, old, new) == new)
    let removed = hunks.reduce(0) { $0 + $1.old.count }
    let added = hunks.reduce(0) { $0 + $1.new.count }
    let kept = Self.longestCommon(old, new)
    #expect(removed == old.count - kept)
    #expect(added == new.count - kept)
    for (hunk, next) in zip(hunks, hunks.dropFirst()) {
      #expect(hunk.old.upperBound < next.old.lowerBound)
      #expect(hunk.new.upperBound < next.new.lowerBound)
    }
  }

  @Test("What may stand in several places stands in the last, the same way round too")
  func slides() {
    #expect(
      LineDiff.hunks(from: [1, 2, 2, 3], to: [1, 2, 2, 2, 3]) == [LineHunk(old: 3..<3, new: 3..<4)])
    #expect(
      LineDiff.hunks(from: [1, 2, 2, 2, 3], to: [1, 2, 2, 3]) == [LineHunk(old: 3..<4, new: 3..<3)])
    #expect(LineDiff.hunks(from: [7, 7], to: [7, 7, 7, 7]) == [LineHunk(old: 2..<2, new: 2..<4)])
  }

  @Test("Two texts with nothing in common are given up, not waited for")
  func bounded() {
    let old = Array(0..<UInt32(40_000))
    let new = Array(UInt32(40_000)..<80_000)
    #expect(LineDiff.hunks(from: old, to: new, maxSteps: 1_000_000) == nil)
    #expect(LineDiff.hunks(from: old, to: old + new, maxSteps: 1_000_000)?.count == 1)
  }

  private static func apply(_ hunks: [LineHunk], _ old: [UInt32], _ new: [UInt32]) -> [UInt32] {
    var result: [UInt32] = []
    var place = 0
    for hunk in hunks {
      result += old[place..<hunk.old.lowerBound]
      result += new[hunk.new]
      place = hunk.old.upperBound
    }
    return result + old[place...]
  }

  private static func longestCommon(_ old: [UInt32], _ new: [UInt32]) -> Int {
    var row = [Int](repeating: 0, count: new.count + 1)
    for line in old {
      var diagonal = 0
      for column in new.indices {
        let above = row[column + 1]
        row[column + 1] = line == new[column] ? diagonal + 1 : max(above, row[column])
        diagonal = above
      }
    }
    return row[new.count]
  }
}
