import Format
import Pipelines
import Repository
import Snapshots
import Storage
import TestSupport
import Testing

/// What each snapshot alone takes, beside what a prune would say if that one were forgotten.
struct OnlyHereTests {
  private static let seeds: UInt64 = isTorture ? 100 : 8

  @Test("Only here is what forgetting that snapshot would free, for each of them")
  func sameAsForgetting() throws {
    var snapshots = 0
    var bytes = 0
    for seed in 0..<Self.seeds {
      let client = try Self.client(seed: seed)
      let reading = try client.read()
      let onlyHere = try #require(
        try OnlyHere(client.repository).bytes(
          indexFolder: IndexFolder(nil), workers: 2, cancellation: Cancellation(),
          counters: SurveyCounters()))
      let planner = try client.planner()
      for snapshot in reading.catalog.snapshots {
        let proposal = try planner.proposal(
          forgetting: [snapshot.id], PruneLimits(), cancellation: Cancellation(),
          counters: SurveyCounters())
        #expect(onlyHere[snapshot.id] == proposal.noLongerNeeded, "seed \(seed)")
        snapshots += 1
        bytes += proposal.noLongerNeeded
      }
    }
    print("only here: \(snapshots) snapshots of \(Self.seeds) repositories, \(bytes) bytes")
    #expect(bytes > 0)
  }

  @Test("What only here follows from changes with every snapshot, and with nothing else")
  func view() throws {
    let client = try Self.client(seed: 1)
    let reading = try client.read()
    let view = try OnlyHere(client.repository).view
    #expect(try OnlyHere(client.repository).view == view)
    try client.forget([try #require(reading.catalog.snapshots.first?.id)])
    let after = try OnlyHere(client.repository).view
    #expect(after != view)
    #expect(!view.isEmpty)
  }

  /// Of a repository with some snapshots of a folder that changes a little between most of them.
  private static func client(seed: UInt64) throws -> Client {
    let base = try TestRepository.small.get()
    let client = Client(repository: base.on(MemoryStorage(base.files)))
    let source = try SourceFolder()
    var editor = FolderEditor(source, seed: seed)
    var random = SeededGenerator(seed: seed)
    try withExtendedLifetime(source) {
      for _ in 0..<5 {
        for _ in 0..<6 { try? editor.perform(.random(using: &random)) }
        _ = try client.backup(source.path)
      }
      _ = try client.backup(source.path)
    }
    return client
  }
}
