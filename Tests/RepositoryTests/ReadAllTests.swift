import Format
import Storage
import TestSupport
import Testing

@testable import Repository

/// Many sealed files read at once.
@Suite struct ReadAllTests {
  private let test: TestRepository

  init() throws {
    test = try TestRepository(seed: 41)
  }

  @Test("Results come in the order of the paths; files that fail hide no others")
  func order() throws {
    let paths = (0..<500).map { _ in RepositoryPath.outcome(test.random.session()) }
    for (number, path) in paths.enumerated() where number % 7 != 3 {
      try test.create([UInt8(number % 251)], path)
    }
    try test.replace(paths[100]) { $0[40] ^= 1 }
    let read = try test.files.readAll(paths) { (path, reader) throws(RepositoryError) in
      try reader.read(path).payload
    }
    #expect(read.count == 500)
    for (number, result) in read.enumerated() {
      switch result {
      case .success(let payload): #expect(payload == [UInt8(number % 251)])
      case .failure(let error):
        #expect(number % 7 == 3 || number == 100)
        #expect(error.location.contains(paths[number].name))
      }
    }
    #expect(read.count { (try? $0.get()) == nil } == 500 / 7 + 1)
  }

  @Test("A thousand snapshots and outcomes make the same state as they would one by one")
  func thousand() throws {
    var sessions: [SessionID] = []
    for number in 0..<1_000 {
      let root = TreeReference(id: ChunkID(test.random.bytes32()), isList: false)
      let snapshot = Snapshot.test(root: root, seconds: Int64(number))
      sessions.append(try test.commit([], snapshot: snapshot))
    }
    let state = try RepositoryState.load(test.files)
    #expect(state.snapshots.map(\.session) == sessions.sorted())
    let catalog = try SnapshotCatalog.load(test.repository, state: state)
    #expect(catalog.snapshots.map(\.session) == sessions)
    #expect(catalog.damage.isEmpty)
  }
}
