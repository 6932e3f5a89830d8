import Format
import Pipelines
import Repository
import Synchronization
import SystemPackage
import TestSupport
import Testing

@testable import Snapshots

/// What comparisons say, case by case.
struct SnapshotDiffTests {
  private let setup: ChangedSource

  init() throws {
    setup = try ChangedSource()
    try setup.source.folder("docs")
    try setup.source.folder("docs/old")
    for name in ["a", "docs/b", "docs/old/c", "docs/old/d"] {
      try setup.source.file(name, Array("contents of \(name)".utf8))
      try setup.source.modified(name, seconds: 1_000_000_000)
    }
    try setup.source.file("empty", [])
    try setup.source.link("link", to: "a")
  }

  /// The changes between two snapshots, which are those between the first and the folder too.
  private func changes(
    _ edit: (SourceFolder) throws -> Void, _ location: Testing.SourceLocation = #_sourceLocation
  ) throws -> Difference {
    let before = try setup.save()
    try edit(setup.source)
    let live = try setup.diff(before)
    let difference = try setup.diff(before, try setup.save())
    #expect(live.lines == difference.lines, "live", sourceLocation: location)
    #expect(live.unreadable == [], sourceLocation: location)
    return difference
  }

  @Test("Nothing differs from itself, and everything is the same")
  func same() throws {
    let difference = try changes { _ in }
    #expect(difference.lines == [])
    #expect(difference.totals.isNothing)
    #expect(try setup.diff(try setup.save(), .always).totals.same == 6)
  }

  @Test("Added and removed entries, folders with all that is in them, ascending by path")
  func oneSided() throws {
    let difference = try changes { source in
      try source.folder("a.d")
      try source.file("a.d/x", [1, 2, 3])
      try source.remove("docs/old/c")
      try source.remove("docs/old/d")
      try source.remove("docs/old")
      try source.fifo("docs/fifo")
    }
    #expect(
      difference.lines == [
        "+ a.d", "+ a.d/x", "+ docs/fifo", "- docs/old", "- docs/old/c", "- docs/old/d",
      ])
    #expect(difference.totals.added == DiffTotals.Extent(files: 2, folders: 1, bytes: 3))
    #expect(difference.totals.removed == DiffTotals.Extent(files: 2, folders: 1, bytes: 44))
  }

  @Test("Contents, metadata, and links that lead elsewhere; the time of a folder says nothing")
  func sameName() throws {
    let difference = try changes { source in
      try source.file("a", [1])
      try source.mode("a", 0o600)
      try source.mode("docs", 0o700)
      try source.modified("docs/b", seconds: 1_000_000_005)
      try source.attribute("docs/old/c", "user.x", [1])
      try source.modified("docs/old", seconds: 5)
      try source.remove("link")
      try source.link("link", to: "b")
    }
    #expect(
      difference.lines == [
        "M a permissions modified", "m docs permissions", "m docs/b modified",
        "m docs/old/c extended", "M link target modified",
      ])
    #expect(difference.totals.contents == 2 && difference.totals.metadata == 3)
  }

  @Test("What has become another kind of thing went, and came")
  func kinds() throws {
    let difference = try changes { source in
      try source.remove("a")
      try source.folder("a")
      try source.file("a/x", [])
      for name in ["c", "d"] { try source.remove("docs/old/\(name)") }
      try source.remove("docs/old")
      try source.link("docs/old", to: "nowhere")
      try source.remove("empty")
      try source.fifo("empty")
    }
    #expect(
      difference.lines == [
        "- a", "+ a", "+ a/x", "- docs/old", "- docs/old/c", "- docs/old/d", "+ docs/old",
        "- empty", "+ empty",
      ])
  }

  @Test("Renames are told once: a file by its contents, a folder with all that is in it")
  func renames() throws {
    let difference = try changes { source in
      try source.move("a", to: "docs/new name")
      try source.move("docs/old", to: "moved")
      try source.move("empty", to: "nothing")
      try source.mode("docs/new name", 0o600)
    }
    #expect(
      difference.lines == [
        "R a -> docs/new name", "- empty", "R docs/old -> moved", "+ nothing",
      ])
    #expect(difference.changes[0].attributes == [.permissions(old: 0o644, new: 0o600)])
    #expect(difference.changes[2].files == 2 && difference.changes[2].bytes == 44)
    #expect(difference.totals.renamed == 2)
  }

  @Test("A folder of which something has changed is not told as a whole")
  func changedFolder() throws {
    let difference = try changes { source in
      try source.move("docs/old", to: "moved")
      try source.file("moved/d", [7])
    }
    #expect(
      difference.lines == [
        "- docs/old", "- docs/old/d", "+ moved", "R docs/old/c -> moved/c", "+ moved/d",
      ])
  }

  @Test("A folder in which only a mode, or bytes but no size and time, are others is not the same")
  func hardlyChangedFolder() throws {
    let before = try setup.save()
    try setup.source.move("docs/old", to: "moved")
    try setup.source.mode("moved/c", 0o600)
    try setup.source.file("moved/d", Array("CONTENTS of docs/old/d".utf8))
    try setup.source.modified("moved/d", seconds: 1_000_000_000)
    let lines = [
      "- docs/old", "- docs/old/d", "+ moved", "R docs/old/c -> moved/c", "+ moved/d",
    ]
    #expect(try setup.diff(before, .always).lines == lines)
    #expect(try setup.diff(before, try setup.save()).lines == lines)
    try setup.source.mode("moved/c", 0o644)
    #expect(try setup.diff(before, .always).lines == lines)
    #expect(try setup.diff(before, try setup.save()).lines == lines)
    // Sizes and times tell nothing.
    #expect(try setup.diff(before).lines == ["R docs/old -> moved"])
  }

  @Test("Of equal files one of the same name is taken, else the next in order")
  func candidates() throws {
    let source = setup.source
    try source.folder("x")
    try source.folder("y")
    for name in ["x/1", "x/2", "x/3"] { try source.file(name, [1, 2, 3]) }
    let difference = try changes { source in
      try source.move("x/3", to: "z3")
      try source.move("x/2", to: "y/2")
      try source.move("x/1", to: "y/0")
    }
    #expect(difference.lines == ["R x/1 -> y/0", "R x/2 -> y/2", "R x/3 -> z3"])
  }

  @Test("Patterns leave out on both sides, relative to the source")
  func excluded() throws {
    let before = try setup.save()
    try setup.source.remove("docs/old/c")
    try setup.source.file("docs/old/e", [])
    try setup.source.file("docs/b.tmp", [])
    var selection = DiffSelection()
    for pattern in ["/docs/old/", "*.tmp"] {
      selection.excluded.add(pattern: Array(pattern.utf8), option: "--exclude")
    }
    #expect(try setup.diff(before, .always, selection).lines == [])
    #expect(try setup.diff(before, try setup.save(), selection).lines == [])
    selection.place = Array("docs".utf8)
    #expect(try setup.diff(before, .always, selection).lines == ["- docs/old/c", "+ docs/old/e"])
  }

  @Test("More differences than may be held are told as they come, and no renames")
  func streaming() throws {
    let before = try setup.save()
    try setup.source.move("a", to: "z")
    try setup.source.move("docs/b", to: "docs/z")
    let after = try setup.save()
    let held = try setup.diff(before, after)
    #expect(held.lines == ["R docs/b -> docs/z", "R a -> z"])
    #expect(held.totals.renamesWereSought)
    let streamed = try setup.diff(before, after, maxHeldBytes: 600)
    #expect(streamed.lines == ["- a", "- docs/b", "+ docs/z", "+ z"])
    #expect(!streamed.totals.renamesWereSought)
    #expect(streamed.totals.added.files == 2 && streamed.totals.removed.files == 2)
  }
}

/// What is read of snapshots and of the disk, and what cannot be.
struct DiffReadingTests {
  @Test("Of folders that are equal in both snapshots nothing is read")
  func skips() throws {
    let reads = Atomic<Int>(0)
    let setup = try ChangedSource { storage in
      HookedStorage(storage) { _, call in
        if case .read(let name) = call, name.hasPrefix("packs/") {
          reads.wrappingAdd(1, ordering: .relaxed)
        }
      }
    }
    for number in 0..<40 {
      try setup.source.folder("\(number)")
      try setup.source.folder("\(number)/in")
      try setup.source.file("\(number)/in/file", [UInt8(number)])
    }
    let before = try setup.save()
    try setup.source.file("7/in/file", [1, 2, 3])
    let after = try setup.save()
    // Without a cache every tree is one read.
    let views = try [before, after].map { try setup.view($0, cache: FrameCache(limitBytes: 0)) }
    let start = reads.load(ordering: .relaxed)
    let difference = try Difference(
      SnapshotDiff(
        from: SnapshotTree(views[0].root, in: views[0]),
        to: SnapshotTree(views[1].root, in: views[1]), cancellation: Cancellation(),
        counters: DiffCounters()))
    #expect(difference.lines == ["M 7/in/file modified"])
    // The source, "7" and "7/in", of both; the newer ones may be differences from the older ones.
    #expect(6...9 ~= reads.load(ordering: .relaxed) - start)
    #expect(difference.totals.same == nil)
  }

  @Test("Equal size and time are taken for equal contents, unless everything is to be read")
  func times() throws {
    let setup = try ChangedSource()
    try setup.source.file("a", [1, 2, 3])
    try setup.source.modified("a", seconds: 1_000_000_000)
    try setup.source.file("b", [1, 2, 3])
    let before = try setup.save()
    try setup.source.file("a", [3, 2, 1])
    try setup.source.modified("a", seconds: 1_000_000_000)
    try setup.source.modified("b", seconds: 1_000_000_000)
    #expect(try setup.diff(before).lines == ["m b modified"])
    #expect(try setup.diff(before, .always).lines == ["M a ", "m b modified"])
  }

  @Test("A snapshot is compared with a folder anywhere, a file with a file")
  func elsewhere() throws {
    let setup = try ChangedSource()
    try setup.source.folder("docs")
    try setup.source.file("docs/a", [1, 2, 3])
    let id = try setup.save()
    let copy = try SourceFolder()
    try copy.copy(setup.source)
    try copy.file("docs/a", [4])
    let name = try #require(FileName("a".utf8))
    #expect(
      try setup.diff(id, roots: .one(copy.path, fileName: name)).lines == ["M docs/a modified"])
    let file = try Difference(
      SnapshotDiff(
        from: setup.tree(id, at: "docs/a"),
        to: setup.live(.one(copy.path.appending("docs/a"), fileName: name), .always),
        cancellation: Cancellation(), counters: DiffCounters()))
    #expect(file.lines == ["M a modified"])
  }

  @Test("Several sources are compared each with its own; one that is gone is not said to be empty")
  func sources() throws {
    let setup = try ChangedSource()
    let other = try SourceFolder("other")
    try setup.source.file("a", [1])
    try other.file("b", [2])
    let id = try setup.save([setup.source.path, other.path])
    try setup.source.file("new", [])
    try other.remove("b")
    let names = try ["other", "src"].map { try #require(FileName($0.utf8)) }
    let paths = [other.path, setup.source.path]
    let roots = LiveTree.Roots.several(zip(names, paths).map { (name: $0, path: $1) })
    #expect(try setup.diff(id, roots: roots).lines == ["- other/b", "+ src/new"])
    try other.move("", to: "../gone")
    let gone = try setup.diff(id, roots: roots)
    #expect(gone.lines == ["+ src/new"])
    #expect(gone.unreadable.map { String(decoding: $0.path, as: UTF8.self) } == ["other"])
  }

  @Test("A request to stop is heeded before anything is read, and within a file")
  func cancelled() throws {
    let setup = try ChangedSource()
    try setup.source.file("a", [1, 2, 3])
    let id = try setup.save()
    let cancellation = Cancellation()
    cancellation.cancel()
    let root = LiveTree.Roots.one(setup.source.path, fileName: nil)
    var diff = try SnapshotDiff(
      from: setup.tree(id), to: setup.live(root, .always), cancellation: cancellation,
      counters: DiffCounters())
    #expect(throws: Cancelled()) { try diff.next() }
    let live = try setup.live(root, .always, cancellation)
    var walk = live
    guard case .entry(let entry)? = try walk.next(), let node = try setup.client.nodes(id)["a"]
    else {
      Issue.record("no entry")
      return
    }
    #expect(throws: Cancelled()) {
      try live.hasContents(of: node, entry, at: Array("a".utf8))
    }
  }

  @Test("The source of another machine's snapshot is not looked for on this one")
  func foreign() throws {
    let setup = try ChangedSource()
    let view = try setup.view(try setup.save())
    #expect(try view.sourceRoots(of: view.root, host: "host").paths == [setup.source.path])
    let refusal = #expect(throws: RepositoryError.self) {
      try view.sourceRoots(of: view.root, host: "elsewhere")
    }
    #expect(refusal?.problem == "the snapshot is of host, and its folders are not on this machine")
    #expect(refusal?.code == .failed)
  }

  @Test("What cannot be read is named and neither removed nor changed", .enabled(if: isSuperuser))
  func unreadable() throws {
    let setup = try ChangedSource()
    try setup.source.folder("closed")
    try setup.source.file("closed/a", [1])
    try setup.source.file("file", [1])
    try setup.source.file("later", [1])
    let id = try setup.save()
    try setup.source.mode("closed", 0)
    try setup.source.mode("file", 0)
    try setup.source.modified("file", seconds: 7)
    try setup.source.remove("later")
    try asNobody {
      let difference = try setup.diff(id)
      #expect(difference.lines == ["- later"])
      #expect(
        difference.unreadable.map { "\(String(decoding: $0.path, as: UTF8.self)): \($0.reason)" }
          == ["closed: permission denied", "file: permission denied"])
    }
  }
}
