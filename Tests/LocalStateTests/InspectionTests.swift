import Format
import LocalState
import TestSupport
import Testing

/// A look at the database that leaves it as it is.
struct InspectionTests {
  private func inspect(_ folder: StateFolder) -> StateFile.Inspection {
    StateDatabase.inspect(in: folder.path, for: StateFolder.repository)
  }

  @Test("Nothing there, and a file in order, also while it is open")
  func sound() throws {
    let folder = try StateFolder()
    #expect(inspect(folder) == .missing)
    #expect(folder.names == [])
    let database = folder.open()
    database.noteProof(of: PackID(.zero), at: [1], seconds: 1)
    guard case .sound(let bytes) = inspect(folder) else {
      Issue.record("\(inspect(folder))")
      return
    }
    #expect(bytes > 0)
    #expect(database.proofs(at: [1]).count == 1)
  }

  @Test("What is no database, and one of another version, is named and stays")
  func unusable() throws {
    let folder = try StateFolder()
    folder.open().noteProof(of: PackID(.zero), at: [1], seconds: 1)
    var bytes = try folder.contents()
    bytes[63] = 200
    try folder.overwrite(with: bytes)
    #expect(inspect(folder) == .unusable("schema 200 is of another version of martlet"))
    #expect(try folder.contents() == bytes)
    var random = SeededGenerator(seed: 1)
    let garbage = random.bytes(20_000)
    try folder.overwrite(with: garbage)
    #expect(inspect(folder) == .unusable("file is not a database"))
    #expect(try folder.contents() == garbage)
    #expect(!folder.names.contains { $0.contains("damaged") })
  }

  @Test("The history of runs is looked at likewise, and not made")
  func history() throws {
    let folder = try StateFolder()
    #expect(RunHistory.inspect(in: folder.path) == .missing)
    #expect(folder.names == [])
    let history = RunHistory(in: folder.path)
    #expect(history.problem == nil)
    guard case .sound = RunHistory.inspect(in: folder.path) else {
      Issue.record("\(RunHistory.inspect(in: folder.path))")
      return
    }
  }
}
