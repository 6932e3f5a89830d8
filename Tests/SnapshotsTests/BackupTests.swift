import Format
import Pipelines
import Repository
import Sealing
import Snapshots
import Storage
import SystemPackage
import TestSupport
import Testing

@Test("A backup of a folder is there afterwards")
func firstBackup() throws {
  let storage = MemoryStorage()
  let surroundings = Surroundings.test(seed: 1)
  let password = try SecretBytes(copying: Array("secret".utf8))
  let cost = try #require(ScryptCost(log2N: 15))
  let created = try Repository.create(
    storage,
    Repository.Plan(
      password: password, label: "test", cost: cost,
      parameters: RepositoryParameters(created: 0)),
    surroundings: surroundings)
  let request = BackupRequest(
    sources: ["/usr/include"], workers: 2, utcOffsetMinutes: 0)
  let report = try Backup(
    created.repository, request, indexFolder: IndexFolder(nil), cancellation: Cancellation(),
    counters: BackupCounters()
  ).run(NoScanCache())
  print(report.snapshot.counts, report.unreadable.count, storage.files.count)
  let again = try Backup(
    created.repository, request, indexFolder: IndexFolder(nil), cancellation: Cancellation(),
    counters: BackupCounters()
  ).run(NoScanCache())
  print(again.snapshot.counts, again.unreadable.count, storage.files.count)
  #expect(again.snapshot.counts.newChunkBytes == 0)
}

@Test("What is restored is what was backed up")
func roundTrip() throws {
  let storage = MemoryStorage()
  let surroundings = Surroundings.test(seed: 2)
  let password = try SecretBytes(copying: Array("secret".utf8))
  let cost = try #require(ScryptCost(log2N: 15))
  let created = try Repository.create(
    storage,
    Repository.Plan(
      password: password, label: "test", cost: cost,
      parameters: RepositoryParameters(created: 0)),
    surroundings: surroundings)
  let request = BackupRequest(sources: ["/usr/include"], workers: 2, utcOffsetMinutes: 0)
  _ = try Backup(
    created.repository, request, indexFolder: IndexFolder(nil), cancellation: Cancellation(),
    counters: BackupCounters()
  ).run(NoScanCache())
  let reading = try RepositoryReading.load(created.repository, indexFolder: IndexFolder(nil))
  let restored = try Restore(
    created.repository, reading, reading.catalog.snapshots[0],
    RestoreRequest(target: "/tmp/roundtrip", workers: 2), cancellation: Cancellation(),
    counters: RestoreCounters()
  ).run()
  print(restored)
  let check = try Check(
    created.repository, depth: .allData, indexFolder: IndexFolder(nil), workers: 2,
    cancellation: Cancellation(), counters: CheckCounters()
  ).run()
  print(check)
}
