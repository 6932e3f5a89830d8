import Format
import Glibc
import SystemPackage
import TestSupport
import Testing

@testable import FileTree

/// The calls that a mirror run changes folders by.
@Suite struct MirrorCallsTests {
  let tree: TemporaryTree
  let root: FolderWriter

  init() throws {
    tree = try TemporaryTree()
    root = try TreeWriter(target: try tree.open(), run: 0xABC).root
  }

  private func text(_ name: String) throws -> String {
    String(decoding: try tree.contents(name), as: UTF8.self)
  }

  @Test("Names are exchanged in one step, of whatever kinds the entries are")
  func exchange() throws {
    try tree.file("one", "1")
    try tree.folder("two")
    try root.exchange(named("one"), named("two"))
    #expect(try text("two") == "1")
    #expect(try tree.open().status(of: named("one")).kind == .folder)
    #expect(throws: Errno.noSuchFileOrDirectory) {
      try root.exchange(named("one"), named("three"))
    }
  }

  @Test("A move takes no name from anybody")
  func move() throws {
    try tree.file("one", "1")
    try tree.file("two", "2")
    try tree.folder("d")
    #expect(throws: Errno.fileExists) { try root.move(named("one"), to: named("two"), in: root) }
    let inner = try root.openFolderOfSameMount(named("d"))
    try root.move(named("one"), to: named("one"), in: inner)
    #expect(try text("two") == "2")
    #expect(try inner.folder.entries() == [named("one")])
    #expect(throws: Errno.directoryNotEmpty) { try root.removeFolder(named("d")) }
  }

  @Test("A lease is refused while somebody writes, and broken by whoever wishes to")
  func lease() throws {
    try tree.file("one", "1")
    let file = try tree.open().openFile(named("one"))
    let writer = open(tree.location("one"), O_WRONLY)
    #expect(file.lease() == .isInUse)
    close(writer)
    try #require(file.lease() == .held)
    #expect(file.isLeaseUnbroken)
    // Without waiting for us, as a thread of its own would.
    #expect(open(tree.location("one"), O_WRONLY | O_NONBLOCK) == -1 && errno == EWOULDBLOCK)
    #expect(!file.isLeaseUnbroken)
  }

  @Test("Where something is mounted nothing is entered", .enabled(if: canMount))
  func mounts() throws {
    try tree.folder("d")
    let disk = try SmallFileSystem(at: tree.path.appending("d"))
    defer { disk.unmount() }
    #expect(throws: Errno.improperLink) { try root.openFolderOfSameMount(named("d")) }
  }

  @Test("A folder that was made anew is another root")
  func identity() throws {
    try tree.folder("d")
    try tree.folder("e")
    let one = try RootIdentity(of: OpenFolder.open(tree.path.appending("d")))
    #expect(try RootIdentity(of: OpenFolder.open(tree.path.appending("d"))) == one)
    #expect(try RootIdentity(of: OpenFolder.open(tree.path.appending("e"))) != one)
  }

  @Test("Names beside a place are known, and are not those of unfinished entries")
  func asideNames() throws {
    let name = try root.asideName()
    #expect(name.lossyText == ".martlet-0000000000000abc-1.aside")
    #expect(TemporaryNames.mayBeAside(name) && !TemporaryNames.mayBe(name))
    for other in [".martlet-0000000000000abc-.aside", "x.aside", ".martlet-1-1.aside"] {
      #expect(try !TemporaryNames.mayBeAside(named(other)))
    }
  }

  @Test("A file that all may write to gets its time where its writers are known")
  func writers() throws {
    try tree.file("one", "1")
    chmod(tree.location("one"), 0o666)
    let status = try tree.open().status(of: named("one"))
    let wanted = attributes(0o666)
    if isSuperuser {
      #expect(try root.adjust(named("one"), status, wanted) == .refused)
    }
    #expect(try root.adjust(named("one"), status, wanted, writers: .known) == .made([]))
    #expect(try root.adjust(named("one"), status, wanted, writers: .known) == .none)
  }
}
