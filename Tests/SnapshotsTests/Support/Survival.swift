import Format
import Repository
import Snapshots
import Storage
import TestSupport

/// Starts again from what a stop or a failure left behind, and looks whether every promise holds.
struct Survival {
  let history: History

  /// What is wrong, a line each.
  ///
  /// The snapshots before must be there, with `isSaved` the newest too; whatever is there must be
  /// right to the byte, and the check clean. Then the next backup must work.
  func problems(in files: [String: [UInt8]], isSaved: Bool) -> [String] {
    let storage = MemoryStorage(files)
    do {
      let client = Client(repository: history.base.on(storage))
      return try snapshotProblems(client, isSaved: isSaved) + nextProblems(storage)
    } catch {
      return ["\(error)"]
    }
  }

  private func snapshotProblems(_ client: Client, isSaved: Bool) throws -> [String] {
    let reading = try client.read()
    var problems = reading.damage.map(\.description)
    var there: Set<Timestamp> = []
    for snapshot in reading.catalog.snapshots {
      let time = snapshot.snapshot.time
      there.insert(time)
      let expected = history.expected[time] ?? ModelTree()
      problems += try client.tree(snapshot, reading).differences(from: expected)
    }
    let needed = history.earlier + (isSaved ? [history.newestTime()] : [])
    problems += needed.filter { !there.contains($0) }.map { "snapshot \($0) is gone" }
    return problems + (try client.check(.structure).damage)
  }

  private func nextProblems(_ storage: MemoryStorage) throws -> [String] {
    let clock = StoppedClock(History.times[2] + 3_600)
    let client = Client(repository: history.base.on(storage, clock: clock))
    let report = try client.backup(history.next.path)
    let expected = history.expected[history.newestTime()] ?? ModelTree()
    return try client.tree(report.id).differences(from: expected) + client.check(.allData).damage
  }
}
