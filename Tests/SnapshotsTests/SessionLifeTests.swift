import Format
import Sealing
import Storage
import TestSupport
import Testing

@testable import Repository

/// What a session does besides storing chunks: its sign of life, and what it does when it learns
/// that it was taken for dead.
struct SessionLifeTests {
  private let history: History
  private let storage: MemoryStorage
  private let repository: Repository

  init() throws {
    history = try History.shared.get()
    storage = MemoryStorage(history.files)
    repository = history.base.on(storage, clock: HastyClock(History.times[2]))
  }

  private func session() throws -> WriteSession {
    try WriteSession(
      repository, purpose: .backup, indexFolder: IndexFolder(nil), checkpointBytes: 1 << 30)
  }

  /// The signs that stand, by session and beat.
  private func signs() throws -> [(session: SessionID, beat: Int)] {
    try storage.list("sessions").compactMap { file in
      guard case .intent(let session, let beat)? = RepositoryPath(name: file.name) else {
        return nil
      }
      return (session, beat)
    }
  }

  @Test("[10.1-a] SID.0 stands until the session ends, and of the later beats the newest")
  func beats() throws {
    let session = try session()
    #expect(try signs().map(\.beat) == [0])
    for beat in 1...3 {
      try session.tick()
      #expect(try signs().map(\.beat).sorted() == [0, beat])
    }
    session.abandon()
    #expect(try signs().isEmpty)
  }

  @Test("[10.3-d] A checkpoint commits nothing once its main session has been fenced")
  func fenced() throws {
    let session = try session()
    try append(to: session)
    let main = try #require(try signs().first).session
    let fence = Outcome.void(Fence(host: "other", time: Timestamp(seconds: 0, nanoseconds: 0)))
    _ = try repository.files.create(
      fence.encoded(), as: .outcome(main), via: .temporary(main, 1_000))
    let outcomes = try storage.list("log").map(\.name)
    let error = #expect(throws: RepositoryError.self) { try session.checkpoint() }
    #expect(error?.code == .busy)
    #expect(error?.cause is SessionFenced)
    #expect(try storage.list("log").map(\.name) == outcomes)
    session.abandon()
    #expect(try signs().isEmpty)
  }

  @Test("[10.3-c] A session that was fenced takes its intent away")
  func refused() throws {
    let session = try session()
    try append(to: session)
    let main = try #require(try signs().first).session
    let fence = Outcome.void(Fence(host: "other", time: Timestamp(seconds: 0, nanoseconds: 0)))
    _ = try repository.files.create(
      fence.encoded(), as: .outcome(main), via: .temporary(main, 1_000))
    let error = #expect(throws: RepositoryError.self) { try session.commit(nil) }
    #expect(error?.cause is SessionFenced)
    session.abandon()
    #expect(try signs().isEmpty)
  }

  private func append(to session: WriteSession) throws {
    let hasher = try ChunkHasher(keyring: repository.keyring)
    let encoder = try FrameEncoder(
      keyring: repository.keyring, random: repository.surroundings.random, level: .standard,
      kind: .data)
    var random = SeededGenerator(seed: 5)
    let bytes = random.bytes(30_000)
    let id = try hasher.id(kind: ChunkKind.data.rawValue, bytes)
    let entry = ChunkEntry(id: id, kind: .data, rawLength: bytes.count, delta: nil)
    let full = try bytes.withUnsafeBytes { try encoder.add(entry, $0) }
    for frame in try [full].compactMap({ $0 }) + encoder.flush() { try session.append(frame) }
  }
}
