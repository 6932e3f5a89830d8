import Dispatch
import Format
import GRDB
import SystemPackage
import TestSupport
import Testing

@testable import LocalState

/// Files that earlier versions of the program wrote.
struct OldSchemaTests {
  /// As the version wrote it; never to be changed.
  private static let schema1 = """
    CREATE TABLE sources (id INTEGER PRIMARY KEY, path BLOB NOT NULL UNIQUE);
    CREATE TABLE scan (
      source INTEGER NOT NULL, path BLOB NOT NULL, row BLOB NOT NULL,
      PRIMARY KEY (source, path)) WITHOUT ROWID;
    CREATE TABLE facts (name TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;
    CREATE TABLE seen (
      set_key BLOB PRIMARY KEY, snapshot BLOB NOT NULL, time INTEGER NOT NULL) WITHOUT ROWID;
    PRAGMA user_version = 1;
    """

  private let home = Array("/home".utf8)
  private let slot = [UInt8](repeating: 7, count: KeySlotID.byteCount)

  private func make(_ folder: StateFolder, _ row: StoredRow) throws {
    let queue = try DatabaseQueue(path: folder.file.string)
    try queue.writeWithoutTransaction { database in
      try database.execute(sql: "PRAGMA journal_mode = WAL")
      try database.execute(sql: Self.schema1)
      try database.execute(
        sql: "INSERT INTO sources VALUES (5, ?)", arguments: [Blob(home)])
      try database.execute(
        sql: "INSERT INTO scan VALUES (5, ?, ?)",
        arguments: [Blob(WalkPath(Array("docs".utf8)).bytes), Blob(row.encoded())])
      try database.execute(
        sql: "INSERT INTO facts VALUES ('key slot', ?)", arguments: [Blob(slot)])
      try database.execute(
        sql: "INSERT INTO seen VALUES (?, ?, 99)",
        arguments: [Blob(home), Blob(Bytes32.zero.bytes)])
    }
    try queue.close()
  }

  @Test("A file of schema 1 is brought up to date where it lies, and keeps its rows")
  func first() throws {
    var random = SeededGenerator(seed: 1)
    let row = StoredRow.random(using: &random)
    let folder = try StateFolder()
    try make(folder, row)
    for _ in 0..<2 {
      let database = folder.open()
      #expect(database.problem == nil)
      #expect(database.rows(of: home).row(at: Array("docs".utf8)) == row)
      #expect(database.rememberedKeySlot() == KeySlotID(slot))
      #expect(database.newestSeen(of: home) == SeenSnapshot(id: SnapshotID(.zero), seconds: 99))
      database.noteProof(of: PackID(.zero), at: home, seconds: 5)
      #expect(database.proofs(at: home) == [PackID(.zero): 5])
    }
    #expect(folder.names.filter { $0.contains("damaged") } == [])
  }

  @Test("Several processes may bring it up to date at once")
  func atOnce() throws {
    var random = SeededGenerator(seed: 2)
    let row = StoredRow.random(using: &random)
    let folder = try StateFolder()
    try make(folder, row)
    let path = folder.path
    DispatchQueue.concurrentPerform(iterations: 4) { _ in
      let database = StateDatabase(in: path, for: StateFolder.repository)
      #expect(database.problem == nil)
      #expect(database.rows(of: home).row(at: Array("docs".utf8)) == row)
    }
  }
}
