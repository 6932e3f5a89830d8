import Format
import Glibc
import SystemPackage
import Testing

@testable import FileTree

/// An event in short: "+folder", "file", "-folder", "!what errno".
func walked(_ walker: inout Walker) -> [String] {
  var events: [String] = []
  while let event = walker.next() { events.append(short(event)) }
  return events
}

func short(_ event: WalkEvent) -> String {
  func text(_ path: [UInt8]) -> String { String(decoding: path, as: UTF8.self) }
  return switch event {
  case .enter(let folder, _): "+\(text(folder.path))"
  case .entry(let entry): text(entry.path)
  case .leave(let folder): "-\(text(folder.path))"
  case .failed(let failure): "!\(text(failure.path)) \(failure.operation) \(failure.error.rawValue)"
  }
}

@Suite struct WalkerTests {
  /// a/ (a/x, a/y/, a/y/deep), a.txt, b, link -> a
  private func sample() throws -> TemporaryTree {
    let tree = try TemporaryTree()
    try tree.folder("a")
    try tree.folder("a/y")
    for file in ["a/x", "a/y/deep", "a.txt", "b"] { try tree.file(file, file) }
    try tree.link("link", to: "a")
    return tree
  }

  @Test("Byte order of names, a subtree at its folder's place, links not followed")
  func order() throws {
    let tree = try sample()
    var walker = try Walker(root: tree.path)
    #expect(
      walked(&walker) == [
        "+", "+a", "a/x", "+a/y", "a/y/deep", "-a/y", "-a", "a.txt", "b", "link", "-",
      ])
    #expect(walker.next() == nil)
  }

  @Test func anEmptyFolderIsEnteredAndLeft() throws {
    let tree = try TemporaryTree()
    var walker = try Walker(root: tree.path)
    #expect(walked(&walker) == ["+", "-"])
  }

  @Test func theRootIsAFolderThatIsThere() throws {
    let tree = try sample()
    #expect(throws: Errno.notDirectory) { try Walker(root: tree.path.appending("b")) }
    #expect(throws: Errno.noSuchFileOrDirectory) { try Walker(root: tree.path.appending("none")) }
    var walker = try Walker(root: tree.path.appending("link"))
    #expect(walked(&walker).count == 6)
  }

  @Test("A folder's entries stand in its event, subfolders included, with their statuses")
  func entriesOfAFolder() throws {
    let tree = try sample()
    var walker = try Walker(root: tree.path)
    guard case .enter(let root, let open)? = walker.next() else { throw NoSuchName() }
    #expect(root.entries.map(\.name.lossyText) == ["a", "a.txt", "b", "link"])
    #expect(root.entries.map(\.status.kind) == [.folder, .file, .file, .symlink])
    for entry in root.entries { #expect(try open.status(of: entry.name) == entry.status) }
    #expect(try root.status == open.status())
    #expect(root.depth == 0)
  }

  @Test func aSkippedFolderIsLeftAtOnce() throws {
    let tree = try sample()
    var walker = try Walker(root: tree.path)
    var events: [String] = []
    while let event = walker.next() {
      events.append(short(event))
      if case .enter(let folder, _) = event, folder.name?.lossyText == "a" { walker.skipSubtree() }
    }
    #expect(events == ["+", "+a", "-a", "a.txt", "b", "link", "-"])
  }

  @Test func unwantedEntriesAreNotVisited() throws {
    let tree = try sample()
    var walker = try Walker(root: tree.path)
    var events: [String] = []
    while let event = walker.next() {
      events.append(short(event))
      if case .enter = event {
        walker.choose { ["y", "b"].contains($0.name.lossyText) ? .skip : .visit }
      }
    }
    #expect(events == ["+", "+a", "a/x", "-a", "a.txt", "link", "-"])
  }

  @Test func aFolderMayBeEnteredWithoutItsEntries() throws {
    let tree = try sample()
    var walker = try Walker(root: tree.path)
    var events: [String] = []
    while let event = walker.next() {
      events.append(short(event))
      if case .enter = event { walker.choose { _ in .enterOnly } }
    }
    #expect(events == ["+", "+a", "-a", "a.txt", "b", "link", "-"])
  }

  @Test("What vanishes or changes its kind after the listing is one event, and the walk goes on")
  func changesDuringTheWalk() throws {
    let tree = try sample()
    try tree.folder("c")
    try tree.folder("d")
    var walker = try Walker(root: tree.path)
    _ = walker.next()
    try systemCall { rmdir(tree.location("c")) }
    try systemCall { rmdir(tree.location("d")) }
    try tree.link("d", to: "a")
    let events = walked(&walker).filter { !$0.hasPrefix("+a") && !$0.hasPrefix("a/") }
    #expect(
      events == [
        "-a/y", "-a", "a.txt", "b", "!c open \(ENOENT)", "!d open \(ENOTDIR)", "link", "-",
      ])
  }

  @Test("A name that vanishes between reading the folder and its status is a failure by name")
  func vanishedBeforeItsStatus() throws {
    let tree = try sample()
    var listing = FolderListing()
    listing.failures = [(Array("gone".utf8), .noSuchFileOrDirectory)]
    let open = try tree.open()
    var walker = Walker(root: open, try open.status(), listing)
    #expect(walked(&walker) == ["+", "!gone status \(ENOENT)", "-"])
  }

  @Test("A folder without permission is one event with its status", .enabled(if: isSuperuser))
  func unreadable() throws {
    let tree = try sample()
    try systemCall { chmod(tree.path.string, 0o755) }
    try systemCall { chmod(tree.location("a/y"), 0) }
    var failures: [WalkFailure] = []
    try asNobody {
      var walker = try Walker(root: tree.path)
      while let event = walker.next() {
        if case .failed(let failure) = event { failures.append(failure) }
      }
    }
    #expect(failures.map(\.error) == [.permissionDenied])
    #expect(failures.first?.path == Array("a/y".utf8))
    #expect(failures.first?.status?.kind == .folder)
  }
}
