import Format
import GRDB
import LocalState
import SystemPackage
import TestSupport
import Testing

struct MirrorPairTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func open() -> MirrorHistory { MirrorHistory(in: folder.path.appending("state")) }

  @Test("A pair comes back as it was noted, in either order")
  func roundTrip() throws {
    let pair = MirrorPair.of()
    #expect(open().search(pair.a, pair.b) == .none)
    var stored = try #require(open().add(pair))
    #expect(open().search(pair.a, pair.b) == .found(stored))
    stored.pair.baseline = .numbered(3)
    stored.pair.b.label = "stick"
    stored.pair.selection.include = []
    #expect(open().update(stored))
    #expect(open().search(pair.a, pair.b) == .found(stored))
    #expect(open().pairs() == [stored])
    guard case .found(let turned) = open().search(pair.b, pair.a) else {
      Issue.record("not found the other way round")
      return
    }
    #expect(turned.id == stored.id)
    #expect(turned.pair == stored.pair.exchanged)
    #expect(turned.pair.a.label == "stick")
    #expect(folder.mode(of: "state/mirror.sqlite") == 0o600)
    #expect(open().problem == nil)
  }

  @Test("Every part of the identity of either root tells it from another folder at its path")
  func otherRoot() throws {
    let pair = MirrorPair.of()
    let stored = try #require(open().add(pair))
    var others: [MirrorPair] = []
    for change: (inout MirroredRoot) -> Void in [
      { $0.identity.fileSystem = "fsid 1" }, { $0.identity.inode = .max },
      { $0.identity.born = Timestamp(seconds: 5, nanoseconds: 8) }, { $0.identity.born = nil },
    ] {
      others += [pair, pair]
      change(&others[others.count - 2].a)
      change(&others[others.count - 1].b)
    }
    for other in others {
      #expect(open().search(other.a, other.b) == .otherRoot(stored))
      var turned = stored
      turned.pair = stored.pair.exchanged
      #expect(open().search(other.b, other.a) == .otherRoot(turned))
    }
    var moved = pair
    moved.b.path += Array("/x".utf8)
    #expect(open().search(moved.a, moved.b) == .none)
  }

  @Test("Two disks that take turns at one path have a baseline each")
  func disksInTurn() throws {
    let first = try #require(open().add(.of()))
    let second = try #require(open().add(.of(first.pair.a, .at("/mnt/usb/docs", inode: 77))))
    #expect(open().search(first.pair.a, first.pair.b) == .found(first))
    #expect(open().search(second.pair.a, second.pair.b) == .found(second))
    let third = MirroredRoot.at("/mnt/usb/docs", inode: 78)
    #expect(open().search(first.pair.a, third) == .otherRoot(second))
  }

  @Test("A pair that has ended is none, and its number is not given to another")
  func ended() throws {
    let pair = MirrorPair.of()
    var stored = try #require(open().add(pair))
    stored.pair.baseline = .numbered(1)
    #expect(open().update(stored))
    #expect(open().end(stored.id, at: Timestamp(seconds: 9, nanoseconds: 0)))
    #expect(open().search(pair.a, pair.b) == .none)
    #expect(open().pairs() == [])
    stored.pair.baseline = nil
    #expect(open().pair(stored.id) == stored.pair)
    #expect(open().remove([]))
    #expect(open().pair(stored.id) == nil)
    #expect(try #require(open().add(pair)).id != stored.id)
  }

  @Test("A damaged file gives way to a new one, and says so once")
  func damaged() throws {
    let pair = MirrorPair.of()
    _ = open().add(pair)
    let file = folder.path.appending("state/mirror.sqlite")
    let handle = try FileDescriptor.open(file, .writeOnly, options: .truncate)
    try handle.closeAfter { _ = try handle.writeAll(Array("no database, for sure".utf8)) }
    let history = open()
    #expect(history.problem?.contains("not a database") == true)
    #expect(history.search(pair.a, pair.b) == .none)
    #expect(history.add(pair) != nil)
    #expect(open().problem == nil)
    #expect(folder.names(in: "state").contains("mirror.sqlite.damaged"))
  }

  @Test("A file of a newer version is set aside: its baselines may mean something else")
  func newer() throws {
    let pair = MirrorPair.of()
    _ = open().add(pair)
    let queue = try DatabaseQueue(path: folder.path.appending("state/mirror.sqlite").string)
    try queue.write { try $0.execute(sql: "PRAGMA user_version = 99") }
    try queue.close()
    #expect(open().problem?.contains("schema 99") == true)
    #expect(open().search(pair.a, pair.b) == .none)
  }

  @Test("Where nothing can be kept, nothing is found and every change says that it failed")
  func unusable() throws {
    let file = folder.path.appending("file")
    try FileDescriptor.open(file, .writeOnly, options: .create, permissions: .ownerReadWrite)
      .close()
    let history = MirrorHistory(in: file)
    #expect(history.problem != nil)
    #expect(history.add(.of()) == nil)
    #expect(history.pairs() == [])
  }
}
