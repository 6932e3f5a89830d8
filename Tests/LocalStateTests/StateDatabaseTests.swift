import Dispatch
import Format
import LocalState
import SystemPackage
import TestSupport
import Testing

struct StateDatabaseTests {
  private let home = Array("/home".utf8)
  private let names = (100..<160).map { Array("\($0)".utf8) }

  @Test("Only the owner can look into the state; folders are made as needed")
  func permissions() throws {
    let folder = try StateFolder()
    let inner = folder.path.appending("a").appending("b")
    let database = StateDatabase(in: inner, for: StateFolder.repository)
    #expect(database.problem == nil)
    store(3, in: database)
    #expect(folder.mode(of: "a") == 0o700)
    #expect(folder.mode(of: "a/b") == 0o700)
    let name = "a/b/" + (folder.file.lastComponent?.string ?? "")
    #expect(folder.mode(of: name) == 0o600)
    #expect(folder.mode(of: name + "-wal") == 0o600)
  }

  @Test("A file that is only read is left as it is, and so is everything beside it")
  func onlyRead() throws {
    let folder = try StateFolder()
    let missing = StateDatabase(in: folder.path, for: StateFolder.repository, .onlyRead)
    #expect(missing.rememberedKeySlot() == nil && missing.problem == nil)
    #expect(folder.names == [])
    let slot = try #require(KeySlotID([UInt8](repeating: 7, count: KeySlotID.byteCount)))
    do { folder.open().rememberKeySlot(slot) }
    let (names, contents) = (folder.names, try folder.contents())
    let reader = StateDatabase(in: folder.path, for: StateFolder.repository, .onlyRead)
    #expect(reader.rememberedKeySlot() == slot)
    reader.noteAgreement(to: [1], of: slot)
    #expect(!reader.hasAgreed(to: [1], of: slot))
    store(3, in: reader)
    #expect(reader.problem == nil)
    #expect(folder.names == names)
    #expect(try folder.contents() == contents)
    try folder.overwrite(with: Array("no database".utf8))
    let broken = StateDatabase(in: folder.path, for: StateFolder.repository, .onlyRead)
    #expect(broken.rememberedKeySlot() == nil)
    #expect(folder.names == names)
  }

  @Test("A file that is no database is set aside, once", arguments: [15, 100, 5_000, 100_000])
  func garbage(count: Int) throws {
    var random = SeededGenerator(seed: UInt64(count))
    let folder = try StateFolder()
    for _ in 0..<3 {
      try folder.overwrite(with: random.bytes(count))
      var database = folder.open()
      #expect(database.problem != nil)
      store(4, in: database)
      database = folder.open()
      #expect(database.problem == nil)
      #expect(storedCount(in: database) == names.count)
    }
    let name = try #require(folder.file.lastComponent?.string)
    #expect(folder.names.filter { !$0.hasPrefix(name) } == [])
    #expect(folder.names.filter { $0.contains("damaged") } == [name + ".damaged"])
  }

  @Test("A file of a newer version is set aside")
  func newerSchema() throws {
    let folder = try StateFolder()
    store(4, in: folder.open())
    var bytes = try folder.contents()
    // The user version of SQLite's file format, big-endian.
    bytes[63] = 200
    try folder.overwrite(with: bytes)
    let database = folder.open()
    #expect(database.problem?.contains("schema 200") == true)
    #expect(storedCount(in: database) == 0)
    store(4, in: database)
    #expect(storedCount(in: folder.open()) == names.count)
  }

  @Test("A damaged file costs rows, never more than a run", arguments: 0..<UInt64(60))
  func damage(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let folder = try StateFolder()
    store(40, in: folder.open())
    var bytes = try folder.contents()
    if seed.isMultiple(of: 2) {
      bytes.removeLast(Int.random(in: 1...bytes.count, using: &random))
    } else {
      let start = Int.random(in: 0..<bytes.count, using: &random)
      let end = min(bytes.count, start + Int.random(in: 1...20_000, using: &random))
      bytes.replaceSubrange(start..<end, with: random.bytes(end - start))
    }
    try folder.overwrite(with: bytes)

    // Damage comes to light when it is read, or is written over.
    _ = storedCount(in: folder.open())
    store(41, in: folder.open())
    store(42, in: folder.open())
    let database = folder.open()
    #expect(storedCount(in: database) == names.count)
    #expect(database.problem == nil)
  }

  @Test("Where no file can be, everything is as if nothing had been stored")
  func impossible() throws {
    let folder = try StateFolder()
    try folder.overwrite(with: [])
    let database = StateDatabase(in: folder.file, for: StateFolder.repository)
    #expect(database.problem != nil)
    store(4, in: database)
    #expect(storedCount(in: database) == 0)
    database.rememberKeySlot(try #require(KeySlotID([UInt8](repeating: 1, count: 16))))
    #expect(database.rememberedKeySlot() == nil)
  }

  @Test(
    "On a read-only file system nothing fails",
    .enabled(if: canMount, "nothing can be mounted here"))
  func readOnly() throws {
    let folder = try StateFolder()
    let disk = try SmallFileSystem(at: folder.path, kibibytes: 4_096)
    defer { disk.unmount() }
    store(4, in: folder.open())
    try disk.forbidWriting()
    let database = folder.open()
    store(5, in: database)
    #expect(database.problem != nil)
    try disk.resize(kibibytes: 4_096)
    #expect(storedCount(in: folder.open()) == names.count)
  }

  @Test(
    "On a full disk the old rows stay", .enabled(if: canMount, "nothing can be mounted here"),
    arguments: [700, 3_000])
  func fullDisk(kibibytes: Int) throws {
    let folder = try StateFolder()
    let disk = try SmallFileSystem(at: folder.path, kibibytes: kibibytes)
    defer { disk.unmount() }
    let database = folder.open()
    store(4, in: database)
    #expect(database.problem == nil)
    // More than there is room for in the write-ahead log or, before, in the file of the run.
    store(2_000, in: database)
    #expect(database.problem != nil)
    #expect(storedCount(in: database, entries: 4) == names.count)
    store(5, in: database)
    #expect(storedCount(in: folder.open(), entries: 5) == names.count)
  }

  @Test("Backups at once do not stop each other, and every row is one of theirs")
  func concurrentWriters() throws {
    let folder = try StateFolder()
    let path = folder.path
    DispatchQueue.concurrentPerform(iterations: 4) { writer in
      for round in 1...10 {
        let database = StateDatabase(in: path, for: StateFolder.repository)
        store(writer * 10 + round, in: database)
        #expect(storedCount(in: database) == names.count)
        #expect(database.problem == nil)
      }
    }
    let reader = folder.open().rows(of: home)
    for name in names {
      let count = try #require(reader.row(at: name)).entries.count
      #expect((1...40).contains(count))
    }
  }

  /// Publishes a row of so many entries for every name.
  private func store(_ entries: Int, in database: StateDatabase) {
    let writer = database.rowWriter()
    let row = StoredRowsTests.row(entries: entries)
    for name in names { writer.add(row, source: home, path: name) }
    writer.publish()
  }

  private func storedCount(in database: StateDatabase, entries: Int? = nil) -> Int {
    let reader = database.rows(of: home)
    return names.count { name in
      guard let row = reader.row(at: name) else { return false }
      return entries == nil || row.entries.count == entries
    }
  }
}
