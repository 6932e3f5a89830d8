import Format
import Repository
import Snapshots
import Storage
import TestSupport

/// What becomes of a repository whose files were altered.
struct Damage {
  enum Verdict: Hashable {
    /// Whoever lists or reads is told.
    case detected
    /// Everything reads as it was; the check names the damage.
    case healed
    /// A reader cannot know, but the check names it.
    case checked
    /// Nobody notices, and everything reads as it was.
    case unnoticed
    /// A wrong byte, a snapshot that is gone without a word, or an error of no known kind.
    case wrong(String)
  }

  let reference: DamageReference

  /// Reads every snapshot to the last byte, and runs a whole check where nothing was noticed by
  /// then.
  func verdict(_ files: [String: [UInt8]]) -> Verdict {
    let client = Client(repository: reference.base.on(MemoryStorage(files)))
    do {
      let found = try read(client)
      if let wrong = found.wrong { return .wrong(wrong) }
      if found.isNoticed { return .detected }
      let isComplete = found.snapshots == Set(reference.expected.keys)
      if try !client.check().isSound { return isComplete ? .healed : .checked }
      return isComplete ? .unnoticed : .wrong("a snapshot is gone without a word")
    } catch let error as RepositoryError {
      return error.problem.isEmpty ? .wrong("an error without words") : .detected
    } catch {
      return .wrong("\(error)")
    }
  }

  private struct Found {
    var snapshots: Set<Timestamp> = []
    var isNoticed = false
    var wrong: String?
  }

  private func read(_ client: Client) throws -> Found {
    let reading = try client.read()
    var found = Found(isNoticed: !reading.damage.isEmpty)
    let cache = FrameCache()
    for snapshot in reading.catalog.snapshots {
      let time = snapshot.snapshot.time
      found.snapshots.insert(time)
      do {
        let tree = try client.tree(snapshot, reading, cache: cache)
        if tree == reference.expected[time] { continue }
        found.wrong = "\(tree.differences(from: reference.expected[time] ?? ModelTree()))"
      } catch is RepositoryError {
        found.isNoticed = true
      }
    }
    return found
  }
}
