import Format
import Pipelines
import TestSupport
import Testing

@testable import Mirror

/// A pair as large as a source tree of Linux: said in times, which nothing is asserted of.
struct LargePairTests {
  private static let folders = 800
  private static let files = 100

  @Test("80 000 files: copied, left alone, a few changed, undone", .enabled(if: isSoak))
  func large() throws {
    let pair = try RealPair(workers: 2, TestRepository.standard.get())
    var random = SeededGenerator(seed: 1)
    for folder in 0..<Self.folders {
      try pair.a.folder.folder("d\(folder)")
      for file in 0..<Self.files {
        let count = Int.random(in: 0...8_000, using: &random)
        try pair.a.folder.file("d\(folder)/f\(file)", Array(repeating: UInt8(file), count: count))
        try pair.a.folder.append(random.bytes(16), to: "d\(folder)/f\(file)")
      }
    }
    var seconds: [String] = []
    let clock = ContinuousClock()
    func measured<Value>(_ what: String, _ body: () throws -> Value) rethrows -> Value {
      let start = clock.now
      let value = try body()
      seconds.append("\(what) \((clock.now - start) / .seconds(1))")
      return value
    }

    let planned = try measured("first, saved and planned") { try pair.prepare() }
    let first = try measured("first, performed") { try pair.finish(planned) }
    #expect(first.failures == [])
    try measured("nothing changed, B read for the first time") { _ = try pair.run() }
    let same = try measured("nothing changed, saved and planned") { try pair.prepare() }
    #expect(same.plan.steps == [])
    _ = try measured("nothing changed, performed") { try pair.finish(same) }
    for folder in 0..<100 { try pair.b.folder.file("d\(folder)/f1", [1, 2, 3]) }
    let changed = try measured("100 changed") { try pair.run() }
    #expect(changed.stepsDone == 200)
    let undone = try measured("undo") { try pair.undo(changed) }
    #expect(undone.result.isExact)
    #expect(try pair.prepare().plan.steps.isEmpty == false)
    print(seconds.joined(separator: "; "))
  }
}
