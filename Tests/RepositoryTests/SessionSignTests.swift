import Format
import TestSupport
import Testing

@testable import Repository

/// What signs of sessions tell whoever looks at them from here.
struct SessionSignTests {
  private let test: TestRepository
  private var here: ProcessIdentity { test.repository.surroundings.process }

  init() throws {
    test = try TestRepository(seed: 1)
  }

  private func intent(
    bootID: [UInt8]? = nil, namespace: UInt64? = nil, process: UInt32 = 7, start: UInt64 = 70
  ) -> Intent {
    Intent(
      purpose: .backup, host: here.host, bootID: bootID ?? here.bootID,
      processNamespace: namespace ?? here.pidNamespace, processID: process, processStart: start,
      time: Timestamp(seconds: 1, nanoseconds: 0), program: "test")
  }

  @Test("Dead is only what ran here since the last start, and runs no more")
  func standing() {
    func standing(_ intent: Intent) -> SessionSign.Standing {
      intent.standing(of: here) { process, start in (process, start) == (7, 70) }
    }
    #expect(standing(intent()) == .running)
    #expect(standing(intent(process: 8)) == .dead)
    #expect(standing(intent(start: 71)) == .dead, "another process has the number now")
    #expect(standing(intent(bootID: [UInt8](repeating: 9, count: 16))) == .unknown)
    #expect(standing(intent(namespace: 2)) == .unknown)
  }

  @Test("Each session once; one with an outcome is over, whatever its process does")
  func all() throws {
    let sessions = (0..<4).map { _ in test.random.session() }
    try test.create(intent().encoded(), .intent(sessions[0], beat: 0))
    try test.create(intent(process: 8).encoded(), .intent(sessions[1], beat: 4))
    try test.create(intent(process: 8).encoded(), .intent(sessions[1], beat: 5))
    try test.create(intent().encoded(), .intent(sessions[2], beat: 0))
    try test.create(
      Outcome.commit(Commit(epoch: 0, runHashes: [], snapshotHash: nil)).encoded(),
      .outcome(sessions[2]))
    try test.create([1], .intent(sessions[3], beat: 0))
    let signs = try SessionSign.all(in: test.repository) { process, _ in process == 7 }
    let standings = Dictionary(uniqueKeysWithValues: signs.map { ($0.session, $0.standing) })
    #expect(
      sessions.map { standings[$0] } == [.running, .dead, .over, .unknown])
    #expect(signs.count == 4)
  }
}
