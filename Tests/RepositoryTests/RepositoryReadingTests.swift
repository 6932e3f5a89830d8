import Format
import Storage
import TestSupport
import Testing

@testable import Repository

@Suite struct RepositoryReadingTests {
  private let test: TestRepository
  private let sessions: [SessionID]
  private let plaintexts: [[UInt8]]

  init() throws {
    let test = try TestRepository(seed: 1)
    self.test = test
    let plaintexts = (0..<3).map { _ in test.random.bytes(2000) }
    let delta = try test.delta(plaintexts[0] + [1], base: plaintexts[0])
    sessions = try plaintexts.enumerated().map { number, bytes in
      let chunk = try test.full(bytes)
      let frames = [try test.frame([chunk]), try test.frame(number == 2 ? [delta] : [chunk])]
      return try test.commit([try test.store(frames)])
    }
    self.plaintexts = plaintexts + [plaintexts[0] + [1]]
  }

  @Test("[9-a] What a lost index run said is read from the packs, deltas across runs included")
  func lostRuns() throws {
    for lost in [[0], [2], [0, 1, 2]] {
      let files = test.storage.files
      for number in lost {
        try test.storage.remove(RepositoryPath.indexRun(sessions[number], 0).name)
      }
      let reading = try RepositoryReading.load(test.repository, indexFolder: IndexFolder(nil))
      #expect(reading.damage.count == lost.count)
      try expectAll(reading.index)
      for (name, bytes) in files where test.storage.files[name] == nil {
        _ = try test.storage.create(name, bytes, via: "tmp/x")
      }
    }
  }

  @Test("A damaged outcome loses no chunk; a damaged pack only its own")
  func lostOutcome() throws {
    try test.replace(.outcome(sessions[1])) { $0[50] ^= 1 }
    var reading = try RepositoryReading.load(test.repository, indexFolder: IndexFolder(nil))
    #expect(reading.damage.count == 1)
    try expectAll(reading.index)
    // Its directory is the only thing that says what is in it.
    let pack = try #require(reading.index.location(of: test.id(plaintexts[1]))?.pack)
    try test.replace(.pack(pack)) { $0[$0.count - 100] ^= 1 }
    reading = try RepositoryReading.load(test.repository, indexFolder: IndexFolder(nil))
    #expect(try !reading.index.contains(test.id(plaintexts[1])))
    #expect(try reading.index.contains(test.id(plaintexts[2])))
  }

  @Test("A writer does not use packs whose index run is lost")
  func writers() throws {
    try test.storage.remove(RepositoryPath.indexRun(sessions[1], 0).name)
    var steps = WriterSteps<Int>.announced
    let view = try SessionView.load(
      test.repository, indexFolder: IndexFolder(nil), for: &steps)
    #expect(try !view.index.contains(test.id(plaintexts[1])))
    #expect(try view.index.contains(test.id(plaintexts[0])))
  }

  private func expectAll(_ index: ChunkIndex) throws {
    let reader = try ChunkReader(test.repository, index: index, cache: FrameCache())
    for bytes in plaintexts { #expect(try reader.read(test.id(bytes)) == bytes) }
  }
}
