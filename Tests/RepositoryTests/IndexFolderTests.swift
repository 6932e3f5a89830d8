import Format
import Glibc
import Pipelines
import SystemPackage
import TestSupport
import Testing

@testable import Repository

@Suite struct IndexFolderTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
  }

  private var index: IndexFolder { IndexFolder(folder.path) }

  @Test("A run is fetched once, whoever asks later")
  func reuse() throws {
    let shelf = RunShelf(seed: 1)
    for _ in 0..<5 { shelf.add(40) }
    #expect(try shelf.tables(index).locations == shelf.locations)
    #expect(shelf.takeFetched() == shelf.names)
    #expect(try shelf.tables(index).locations == shelf.locations)
    #expect(shelf.takeFetched() == [])
    let late = shelf.add(3)
    #expect(try shelf.tables(index).locations == shelf.locations)
    #expect(shelf.takeFetched() == [late])
  }

  @Test("Tables stay few, and an entry is copied once for every doubling")
  func merging() throws {
    let shelf = RunShelf(seed: 2)
    var written = 0
    var sizes: Set<Int> = []
    for _ in 0..<200 {
      shelf.add(8)
      let tables = try shelf.tables(index)
      #expect(tables.count <= IndexFolder.maxTables)
      #expect(folder.names.count == tables.count)
      // The table that is new has a size that none had before.
      for table in tables where sizes.insert(table.entryCount).inserted {
        written += table.entryCount
      }
    }
    #expect(try shelf.tables(index).locations == shelf.locations)
    #expect(written < 1600 * 12, "\(written) entries written for 1600")
  }

  @Test("A folder that is only read serves, and stays as it is, whatever it lacks or has too much")
  func onlyRead() throws {
    let shelf = RunShelf(seed: 9)
    let first = shelf.add(30)
    shelf.add(300)
    _ = try shelf.tables(index)
    shelf.remove(first)
    let late = shelf.add(40)
    _ = shelf.takeFetched()
    let names = folder.names
    let reader = IndexFolder(folder.path, .onlyRead, maxAnonymousBytes: 0)
    #expect(try shelf.tables(reader).locations == shelf.locations)
    #expect(shelf.takeFetched().contains(late))
    #expect(folder.names == names)
    let missing = IndexFolder(folder.appending("none"), .onlyRead)
    #expect(try shelf.tables(missing).locations == shelf.locations)
    #expect(folder.names == names)
  }

  @Test("A table goes when one of its runs is no longer in force")
  func dropped() throws {
    let shelf = RunShelf(seed: 3)
    let first = shelf.add(30)
    shelf.add(30)
    _ = try shelf.tables(index)
    shelf.remove(first)
    _ = shelf.takeFetched()
    #expect(try shelf.tables(index).locations == shelf.locations)
    #expect(shelf.takeFetched() == shelf.names)
    #expect(folder.names.count == 1)
  }

  @Test("Parts that a stop left beside their merged table go, and nothing is counted twice")
  func leftParts() throws {
    let shelf = RunShelf(seed: 4)
    shelf.add(20)
    _ = try shelf.tables(index)
    let part = try #require(folder.names.first)
    let aside = folder.path.appending("aside")
    #expect(link(folder.path.appending(part).string, aside.string) == 0)
    shelf.add(20)
    _ = try shelf.tables(index)
    #expect(rename(aside.string, folder.path.appending(part).string) == 0)
    #expect(folder.names.count == 2)
    #expect(try shelf.tables(index).locations == shelf.locations)
    #expect(folder.names.count == 1)
    #expect(folder.names != [part])
  }

  @Test("Two tables of one set of runs have one name")
  func equalSets() throws {
    let shelf = RunShelf(seed: 5)
    for _ in 0..<3 { shelf.add(20) }
    let first = try shelf.tables(index)
    let name = folder.names
    index.clear()
    #expect(folder.names == [])
    let second = try shelf.tables(index)
    #expect(folder.names == name)
    #expect(first.locations == second.locations)
  }

  @Test("What another process takes away or leaves unfinished does no harm")
  func otherProcesses() throws {
    let shelf = RunShelf(seed: 6)
    shelf.add(50)
    let held = try shelf.tables(index)
    for name in folder.names { unlink(folder.path.appending(name).string) }
    #expect(held.locations == shelf.locations, "a table that is open stays whole")
    #expect(try shelf.tables(index).locations == shelf.locations)
    // A temporary file that somebody still fills is locked; one that a stop left is not.
    let left = folder.path.appending("index-00.1-0.tmp")
    let busy = folder.path.appending("index-00.1-1.tmp")
    let foreign = folder.path.appending("letter.txt")
    for file in [left, busy, foreign] { close(creat(file.string, 0o600)) }
    let descriptor = open(busy.string, O_RDWR)
    defer { close(descriptor) }
    #expect(flock(descriptor, LOCK_EX) == 0)
    #expect(try shelf.tables(index).locations == shelf.locations)
    #expect(access(left.string, F_OK) != 0)
    #expect(access(busy.string, F_OK) == 0)
    #expect(access(foreign.string, F_OK) == 0)
  }

  @Test("Two that make the same tables at once both get them", arguments: 0..<UInt64(4))
  func concurrently(seed: UInt64) throws {
    var shelves = (0..<4).map { _ in RunShelf(seed: 100 + seed) }
    for shelf in shelves {
      for _ in 0..<6 { shelf.add(60) }
    }
    let expected = shelves[0].locations
    let names = shelves[0].names
    let runs = shelves[0].runs
    shelves = []
    let index = index
    try race(4) { _ in
      for _ in 0..<8 {
        let (tables, missing) = try index.tables(for: names) { (name) throws(RepositoryError) in
          guard let run = runs[name] else { throw .damaged("no such run", at: "test") }
          return run
        }
        guard tables.locations == expected, missing.isEmpty else { throw Wrong() }
      }
    }
    #expect(folder.names.allSatisfy { !$0.hasSuffix(".tmp") })
  }

  @Test("A damaged run is reported and the others are there; any other failure is thrown")
  func damagedRun() throws {
    let shelf = RunShelf(seed: 7)
    let bad = shelf.add(20)
    shelf.add(20)
    shelf.damage(bad)
    let (tables, missing) = try index.tables(for: shelf.names) { (name) throws(RepositoryError) in
      try shelf.fetch(name)
    }
    #expect(missing.count == 1)
    #expect(tables.locations == shelf.locations)
    #expect(throws: RepositoryError.self) {
      try IndexFolder(nil).tables(for: shelf.names) { (_) throws(RepositoryError) in
        throw RepositoryError(.unreachable, "gone", at: "test", advice: "wait")
      }
    }
  }

  @Test("Files that are no tables, or have a byte changed in what counts, are made again")
  func damagedFiles() throws {
    let shelf = RunShelf(seed: 8)
    shelf.add(50)
    for damage in [0, 20, 64, 300, -1] {
      _ = try shelf.tables(index)
      _ = shelf.takeFetched()
      let file = folder.path.appending(try #require(folder.names.first)).string
      if damage < 0 { #expect(truncate(file, 1000) == 0) } else { try flipByte(damage, of: file) }
      #expect(try shelf.tables(index).locations == shelf.locations)
      #expect(shelf.takeFetched() == shelf.names, "damage at \(damage)")
    }
  }

  @Test("Many tables in memory go into a file, and what a stop left of that is used")
  func spilling() throws {
    let shelf = RunShelf(seed: 9)
    for _ in 0..<30 { shelf.add(100) }
    let small = IndexFolder(folder.path, maxAnonymousBytes: 20_000)
    // As if stopped: the last run cannot be read, so everything before is in files.
    let last = try #require(shelf.names.last)
    #expect(throws: RepositoryError.self) {
      try small.tables(for: shelf.names) { (name) throws(RepositoryError) in
        guard name != last else {
          throw RepositoryError(.unreachable, "gone", at: "test", advice: "wait")
        }
        return try shelf.fetch(name)
      }
    }
    #expect(folder.names.count > IndexFolder.maxTables)
    _ = shelf.takeFetched()
    let tables = try shelf.tables(small)
    #expect(tables.count <= IndexFolder.maxTables)
    #expect(shelf.takeFetched().count < 6, "only what was in memory is fetched again")
    #expect(tables.locations == shelf.locations)
    #expect(tables.allSatisfy { !$0.isAnonymous })
  }

  @Test("Without a folder, everything is in memory")
  func noFolder() throws {
    let shelf = RunShelf(seed: 10)
    for _ in 0..<4 { shelf.add(30) }
    let tables = try shelf.tables(IndexFolder(nil))
    #expect(tables.count == 1 && tables[0].isAnonymous)
    #expect(tables.locations == shelf.locations)
  }

  @Test("A folder that is missing is made; one that cannot be does not stop anybody")
  func missingFolder() throws {
    let shelf = RunShelf(seed: 11)
    shelf.add(30)
    let below = IndexFolder(folder.path.appending("index"))
    #expect(try shelf.tables(below).locations == shelf.locations)
    _ = shelf.takeFetched()
    #expect(try shelf.tables(below).locations == shelf.locations)
    #expect(shelf.takeFetched() == [])
    below.clear()
    #expect(rmdir(folder.path.appending("index").string) == 0)
    let nowhere = IndexFolder("/proc/self/index")
    let tables = try shelf.tables(nowhere)
    #expect(tables.locations == shelf.locations)
    #expect(tables.allSatisfy { $0.isAnonymous })
  }

  private struct Wrong: Error {}

  private func flipByte(_ offset: Int, of file: String) throws {
    let descriptor = open(file, O_RDWR)
    defer { close(descriptor) }
    var byte: UInt8 = 0
    #expect(pread(descriptor, &byte, 1, off_t(offset)) == 1)
    byte ^= 0x40
    #expect(pwrite(descriptor, &byte, 1, off_t(offset)) == 1)
  }
}

@Suite struct FullDiskTests {
  @Test(
    "A full disk of the cache stops nobody", .enabled(if: canMount, "nothing can be mounted here"))
  func full() throws {
    let folder = try TemporaryFolder()
    let disk = try SmallFileSystem(at: folder.path)
    defer { disk.unmount() }
    let index = IndexFolder(folder.path)
    let shelf = RunShelf(seed: 20)
    shelf.add(1000)
    #expect(try shelf.tables(index).allSatisfy { !$0.isAnonymous })
    // Does not fit beside what is there.
    shelf.add(3000)
    let tables = try shelf.tables(index)
    #expect(tables.contains { $0.isAnonymous })
    #expect(tables.contains { !$0.isAnonymous }, "what is in files is used from there")
    #expect(tables.locations == shelf.locations)
    #expect(folder.names.count == 1, "nothing half-made is left")
    #expect(try shelf.tables(index).locations == shelf.locations)
  }

  @Test("A read-only cache stops nobody", .enabled(if: canMount, "nothing can be mounted here"))
  func readOnly() throws {
    let folder = try TemporaryFolder()
    let disk = try SmallFileSystem(at: folder.path)
    defer { disk.unmount() }
    let index = IndexFolder(folder.path)
    let shelf = RunShelf(seed: 21)
    shelf.add(100)
    _ = try shelf.tables(index)
    try disk.forbidWriting()
    shelf.add(100)
    #expect(try shelf.tables(index).locations == shelf.locations)
  }
}
