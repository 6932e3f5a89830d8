import Format
import TestSupport
import Testing

@testable import Snapshots

@Test("Spans cover a part of a file without gaps, and are holes where the map says so")
func holeSpans() {
  for seed in 0..<UInt64(500) {
    var random = SeededGenerator(seed: seed)
    var isHole = (0..<60).map { _ in UInt8.random(in: 0..<5, using: &random) < 2 }
    if seed == 0 { isHole = isHole.map { _ in true } }
    var holes: [Hole] = []
    for (index, flag) in isHole.enumerated() where flag {
      if let last = holes.last, last.offset + last.length == UInt64(index) {
        holes[holes.count - 1] = Hole(offset: last.offset, length: last.length + 1)
      } else {
        holes.append(Hole(offset: UInt64(index), length: 1))
      }
    }
    let start = Int.random(in: 0..<60, using: &random)
    let end = Int.random(in: start...60, using: &random)
    var offset = UInt64(start)
    for span in HoleSpans(holes, from: UInt64(start), to: UInt64(end)) {
      #expect(span.start == offset && span.end > span.start)
      #expect((span.start..<span.end).allSatisfy { isHole[Int($0)] == span.isHole })
      offset = span.end
    }
    #expect(offset == UInt64(end))
  }
}

@Test("Zeros are known at every length, and one other byte anywhere")
func zeros() {
  for count in 0..<40 {
    var bytes = [UInt8](repeating: 0, count: count)
    let areZero = bytes.withUnsafeBytes { $0.isAllZeros }
    #expect(areZero)
    for place in bytes.indices {
      bytes[place] = 1
      let isOther = bytes.withUnsafeBytes { !$0.isAllZeros }
      #expect(isOther)
      bytes[place] = 0
    }
  }
}
