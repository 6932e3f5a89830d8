import Format
import Glibc
import SystemPackage
import TestSupport
import Testing

@testable import Mirror

/// What is not seen of a tree by its names and bytes: links, holes, what changed after a run.
struct MirrorUndoTests {
  @Test("Hard links and holes arrive, and an undo brings back those that were there")
  func linksAndHoles() throws {
    let pair = try RealPair()
    for root in [pair.a, pair.b] {
      try root.folder.file("one", [1])
      try root.folder.hardLink("two", to: "one")
      try root.folder.file("far", [2])
    }
    try pair.run()
    try pair.a.folder.file("one", [3, 3])
    try pair.a.folder.hardLink("three", to: "one")
    try pair.a.folder.sparse("sparse", size: 1 << 20, [(0, [1, 2, 3])])
    try pair.b.folder.hardLink("near", to: "far")
    let before = try pair.b.model()
    let result = try pair.run()
    #expect(result.failures == [])
    #expect(try pair.differences() == [])
    #expect(pair.b.inodes(["one", "two", "three"]).count == 1)
    #expect(pair.a.inodes(["far", "near"]).count == 1)
    #expect(try pair.b.folder.holes("sparse") == pair.a.folder.holes("sparse"))
    #expect(try pair.prepare().plan.steps == [])

    let undone = try pair.undo(result)
    #expect(undone.result.isExact)
    #expect(try pair.b.model().differences(from: before) == [])
    #expect(pair.b.inodes(["one", "two"]).count == 1)
    #expect(pair.b.inodes(["far", "near"]).count == 1)
  }

  @Test("What was changed after the run stays unless it is asked for, and is named")
  func changedSince() throws {
    let pair = try RealPair()
    try pair.agree(on: .of("x=1 y=2 d/z=3"))
    try pair.a.become(.of("x=4@5 y=5@5 d/z=3 n/o=6"))
    let before = try pair.b.model()
    let result = try pair.run()
    try pair.b.folder.file("y", [7])
    try pair.b.folder.file("n/later", [8])

    let kept = try pair.undo(result)
    #expect(kept.prepared.changed[.b] == [mirrorPath("n/later"), mirrorPath("y")])
    #expect(kept.prepared.changed[.a] == [])
    #expect(!kept.result.isExact && kept.result.failures == [])
    let now = try pair.b.model()
    #expect(now.files["y"] == [7] && now.files["n/later"] == [8] && now.files["n/o"] == nil)
    #expect(now.entries["x"] == before.entries["x"])

    let undone = try pair.undo(result, .undone)
    #expect(undone.result.failures == [])
    #expect(try pair.b.model().differences(from: before) == [])
    let saved = try pair.client.tree(undone.result.before)
    #expect(saved.contents.isSuperset(of: [[7], [8]]))
  }

  @Test("An undo can be undone")
  func twice() throws {
    let pair = try RealPair()
    try pair.agree(on: .of("x=1 d/z=3"))
    try pair.a.become(.of("x=4@5 e/z=3"))
    let result = try pair.run()
    let after = try pair.b.model()
    let undone = try pair.undo(result)
    let again = try pair.undo(
      MirrorResult(
        before: undone.result.before, baseline: result.baseline, agreedTree: result.agreedTree,
        plan: result.plan, failures: [], losses: [], stepsDone: 0, writtenBytes: 0,
        identities: [:], timing: MirrorResult.Timing()), .undone)
    #expect(again.result.failures == [])
    #expect(try pair.b.model().differences(from: after) == [])
    #expect(try pair.differences() == [])
  }
}

extension RealRoot {
  func inodes(_ names: [String]) -> Set<UInt64> {
    Set(
      names.compactMap { name in
        var status = stat()
        return lstat(folder.location(name), &status) == 0 ? UInt64(status.st_ino) : nil
      })
  }
}
