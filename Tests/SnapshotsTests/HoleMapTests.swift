import Format
import SystemPackage
import TestSupport
import Testing

@testable import Snapshots

/// What file systems say of holes, sensible or not.
struct HoleMapTests {
  /// A map of a file whose file system answers from a list of edges, data first.
  private func map(size: UInt64, edges: [UInt64], maxHoles: Int = 1_000) -> HoleMap {
    func next(_ offset: UInt64, isHole: Bool) -> UInt64? {
      var isInHole = false
      var start: UInt64 = 0
      for edge in edges + [UInt64.max] {
        if isInHole == isHole, edge > offset { return max(start, offset) }
        (start, isInHole) = (edge, !isInHole)
      }
      return nil
    }
    return HoleMap(
      size: size, nextHole: { next($0, isHole: true) },
      nextData: { offset in next(offset, isHole: false).flatMap { $0 < size ? $0 : nil } },
      maxHoles: maxHoles)
  }

  private func expectValid(_ holes: [Hole], _ size: UInt64, _ comment: Comment) {
    var end: UInt64?
    for hole in holes {
      #expect(hole.length > 0, comment)
      if let end { #expect(hole.offset > end, comment) }
      end = hole.end
    }
    #expect(end ?? 0 <= size, comment)
  }

  @Test("Holes at the start, in the middle, at the end, and nothing but one")
  func places() {
    #expect(map(size: 10, edges: []).holes == [])
    #expect(map(size: 0, edges: [0]).holes == [])
    #expect(map(size: 10, edges: [0]).holes == [Hole(offset: 0, length: 10)])
    #expect(map(size: 10, edges: [0, 4]).holes == [Hole(offset: 0, length: 4)])
    #expect(
      map(size: 10, edges: [2, 4, 8]).holes
        == [Hole(offset: 2, length: 2), Hole(offset: 8, length: 2)])
  }

  @Test("[7.3-c] Whatever a file system answers, holes ascend, do not touch, and lie in the file")
  func strangeAnswers() {
    var random = SeededGenerator(seed: 1)
    var kept = 0
    for round in 0..<2_000 {
      let size = UInt64.random(in: 0...40, using: &random)
      var failing = Int.random(in: 1...30, using: &random)
      let generator = SeededGenerator(seed: UInt64(round))
      var answers = generator
      func answer(_ offset: UInt64) throws(Errno) -> UInt64? {
        failing -= 1
        if failing == 0 { throw .invalidArgument }
        let isLying = UInt8.random(in: 0...9, using: &answers) == 0
        if isLying { return [nil, 0, .max, offset].randomElement(using: &answers) ?? nil }
        return offset + UInt64.random(in: 0...6, using: &answers)
      }
      let map = HoleMap(
        size: size, nextHole: { offset throws(Errno) in try answer(offset) },
        nextData: { offset throws(Errno) in try answer(offset) })
      kept += map.holes.count
      expectValid(map.holes, size, "round \(round)")
      for end in 0...size { expectValid(map.within(end), end, "round \(round), \(end)") }
    }
    print("2 000 file systems that lie: \(kept) holes kept")
    #expect(kept > 2_000)
  }

  @Test("Of too many holes the longest stay")
  func tooMany() {
    let short = (0..<300).flatMap { [UInt64($0) * 10_000, UInt64($0) * 10_000 + 4_096] }
    let long: [UInt64] = [4_000_000, 4_100_000, 5_000_000, 5_008_192]
    let all = map(size: 6_000_000, edges: short + long)
    #expect(all.holes.count == 302)
    let few = map(size: 6_000_000, edges: short + long, maxHoles: 100)
    #expect(
      few.holes == [
        Hole(offset: 4_000_000, length: 100_000), Hole(offset: 5_000_000, length: 8_192),
      ]
    )
  }

  @Test("A hole in which data is read is none")
  func confirming() {
    var map = map(size: 100, edges: [10, 20, 30, 40, 60])
    let zeros = [UInt8](repeating: 0, count: 15)
    var data = zeros
    data[14] = 1
    zeros.withUnsafeBytes { map.confirm($0, at: 12) }
    #expect(map.holes.map(\.offset) == [10, 30, 60])
    data.withUnsafeBytes { map.confirm($0, at: 14) }
    #expect(map.holes.map(\.offset) == [10, 30, 60], "data between two holes")
    data.withUnsafeBytes { map.confirm($0, at: 16) }
    #expect(map.holes.map(\.offset) == [10, 60])
    data.withUnsafeBytes { map.confirm($0, at: 85) }
    #expect(map.holes.map(\.offset) == [10])
    #expect(map.within(15) == [Hole(offset: 10, length: 5)])
    #expect(map.within(10) == [])
  }
}
