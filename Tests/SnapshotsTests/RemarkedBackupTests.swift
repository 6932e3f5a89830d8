import Format
import Snapshots
import Storage
import TestSupport
import Testing

@testable import Repository

/// Backups that say something about their snapshot, and backups that find nothing changed.
struct RemarkedBackupTests {
  private let history: History

  init() throws {
    history = try History.shared.get()
  }

  private func client(_ storage: any Storage, hour: Int64 = 0) -> Client {
    Client(repository: history.base.on(storage, clock: StoppedClock(1_800_000_000 + hour * 3_600)))
  }

  @Test("[8.2-c] A snapshot is never seen without what was to be said about it")
  func stops() throws {
    var wanted = Remarks()
    (wanted.tags, wanted.note) = (["a", "b"], "before the move")
    var (steps, seen) = (0, 0)
    var storage = FaultyStorage()
    repeat {
      storage = FaultyStorage(history.files, fault: .stop(afterSteps: steps))
      let saved = try? client(storage).backup(history.next.path) { $0.remarks = wanted }
      for (choice, files) in StopTests.survivors(of: storage, steps) {
        let left = client(MemoryStorage(files))
        let newest = try left.read().catalog.snapshots.filter { snapshot in
          snapshot.snapshot.time.seconds == 1_800_000_000
        }
        seen += newest.count
        #expect(newest.allSatisfy { $0.remarks == wanted }, "after \(steps) steps, \(choice)")
        #expect(saved == nil || newest.count == 1, "after \(steps) steps, \(choice)")
        #expect(try left.check(.structure).damage == [], "after \(steps) steps, \(choice)")
      }
      steps += isTorture || storage.steps.last?.name.hasPrefix("packs/") == false ? 1 : 3
    } while storage.hasFired
    #expect(seen > 0)
  }

  @Test("Nothing changed: no snapshot if that is wanted, and nothing is left in the repository")
  func skipped() throws {
    let storage = MemoryStorage(history.files)
    let first = try client(storage).backup(history.next.path)
    let before = storage.files
    let second = try client(storage, hour: 1).backup(history.next.path) {
      $0.unchanged = .skipped
    }
    #expect(second.same?.id == first.id && second.id == first.id)
    #expect(storage.files == before)
    let third = try client(storage, hour: 2).backup(history.next.path)
    #expect(third.same == nil && third.id != first.id)
  }

  @Test("Anything that differs makes a snapshot: contents, times, the place of the source")
  func different() throws {
    let source = try SourceFolder()
    try source.file("a", [1, 2, 3])
    let storage = MemoryStorage(history.base.files)
    var hour: Int64 = 0
    func backup(_ source: SourceFolder) throws -> Bool {
      hour += 1
      return try client(storage, hour: hour).backup(source.path) { $0.unchanged = .skipped }.same
        == nil
    }
    #expect(try backup(source))
    #expect(try !backup(source))
    try source.file("a", [1, 2, 4])
    #expect(try backup(source))
    try source.mode("a", 0o600)
    #expect(try backup(source))
    #expect(try !backup(source))
    let other = try SourceFolder()
    try other.file("b", [9])
    #expect(try backup(other))
  }

  @Test("What was lost is stored again, and kept, though nothing has changed")
  func healed() throws {
    let source = try SourceFolder()
    var random = SeededGenerator(seed: 8)
    try source.file("a", random.noise(50_000))
    let storage = MemoryStorage(history.base.files)
    let first = try client(storage).backup(source.path)
    let largest = try #require(
      storage.files.filter { $0.key.hasPrefix("packs/") }.max { $0.value.count < $1.value.count })
    try storage.remove(largest.key)
    #expect(try client(storage).check(.structure).damage != [])
    let second = try client(storage, hour: 1).backup(source.path) { $0.unchanged = .skipped }
    #expect(second.same?.id == first.id)
    #expect(second.snapshot.counts.newChunkBytes == 50_000)
    let left = client(storage, hour: 2)
    #expect(try left.read().catalog.snapshots.map(\.id) == [first.id])
    let target = source.beside("restored")
    #expect(try left.restore(first.id, to: target).failed.isEmpty)
    #expect(
      try ModelTree(folder: target).differences(from: try ModelTree(folder: source.path)) == [])
  }
}
