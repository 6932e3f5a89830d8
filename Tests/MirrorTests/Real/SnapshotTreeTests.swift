import Format
import Glibc
import Repository
import Snapshots
import SystemPackage
import TestSupport
import Testing

@testable import Mirror

/// Trees as they come out of snapshots.
struct SnapshotTreeTests {
  @Test("Equal bytes are one content, with holes and without, in one chunk and in hundreds")
  func holes() throws {
    let pair = try RealPair()
    var random = SeededGenerator(seed: 1)
    let pieces = [(offset: 100_000, bytes: random.bytes(70_000))]
    for size in [300_000, 3_000_000, 40_000_000] {
      try pair.a.folder.sparse("f\(size)", size: size, pieces)
      var dense = [UInt8](repeating: 0, count: size)
      dense.replaceSubrange(100_000..<170_000, with: pieces[0].bytes)
      try pair.b.folder.file("f\(size)", dense)
      try pair.a.folder.modified("f\(size)", seconds: 5)
      try pair.b.folder.modified("f\(size)", seconds: 5)
    }
    try pair.a.folder.modified("", seconds: 9)
    try pair.b.folder.modified("", seconds: 9)
    let prepared = try pair.prepare(sealing: .open)
    #expect(prepared.plan.steps == [])
    #expect(prepared.planned.trees.a.nodes == prepared.planned.trees.b.nodes)
    #expect(prepared.planned.trees.a.nodes.count == 3)
    // A repository whose chunks are small names hundreds of them by lists.
    #expect(try !pair.a.folder.holes("f40000000").isEmpty)
  }

  @Test("A run in which nothing changed reads the two roots and nothing below them")
  func nothingChanged() throws {
    let pair = try RealPair()
    for index in 0..<50 {
      try pair.a.folder.folder("d\(index)")
      for name in 0..<20 {
        try pair.a.folder.file("d\(index)/\(name)", [UInt8(index), UInt8(name)])
      }
    }
    try pair.run()
    let prepared = try pair.prepare()
    #expect(prepared.plan.steps == [])
    let nodes = prepared.planned.trees.a.nodes
    #expect(nodes.count == 50 && nodes.allSatisfy { $0.nodes.isEmpty && $0.isFolder })
    #expect(prepared.plan.tally(.a).leaves == 1_000)
    #expect(prepared.plan.tally(.b).baselineLeaves == 1_000)
    #expect(prepared.plan.tally(.b).changedLeaves == 0)

    try pair.b.folder.remove("d7/3")
    let changed = try pair.prepare()
    #expect(changed.plan.tally(.a).leaves == 1_000)
    #expect(changed.plan.tally(.b).leaves == 999)
    #expect(changed.plan.tally(.a).removed == 1)
    #expect(changed.planned.trees.a.nodes.count { !$0.nodes.isEmpty } == 1)
  }

  @Test("An older version of a path that comes back is stale, not an edit")
  func stale() throws {
    let pair = try RealPair()
    try pair.agree(on: .of("x=1"))
    try pair.a.become(.of("x=2@4"))
    try pair.run()
    try pair.a.become(.of("x=3@5"))
    try pair.b.become(.of("x=1@9"))
    let prepared = try pair.prepare()
    #expect(prepared.plan.notices.map(\.word) == ["x stale"])
    try pair.finish(prepared)
    #expect(try pair.b.model().files == ["x": RealRoot.bytes(3)])
    #expect(try pair.differences() == [])
  }

  @Test("R10: what rules leave out, what cannot be read and what is mounted is unknown, and stays")
  func unknown() throws {
    let pair = try RealPair()
    for root in [pair.a, pair.b] {
      try root.folder.folder("d")
      try root.folder.file("d/keep", [1])
      try root.folder.file("d/x.o", [2])
      try root.folder.folder("e")
      try root.folder.file("e/f", [3])
    }
    let exclude: (inout MirrorRequest) -> Void = { request in
      var rules = IgnoreRules()
      rules.add(pattern: Array("*.o".utf8), option: "--exclude")
      request.selection.rules = rules
    }
    try pair.run(exclude)
    runProgram("/bin/rm", ["-rf", pair.a.folder.location("d"), pair.a.folder.location("e")])
    let prepared = try pair.prepare(exclude)
    #expect(prepared.plan.notices.map(\.word) == ["d heldByUnknown"])
    let result = try pair.finish(prepared)
    #expect(result.failures == [])
    #expect(try pair.b.model().entries.keys.sorted() == ["", "d", "d/x.o"])
    #expect(try pair.a.model().entries.keys.sorted() == [""])
  }
}
