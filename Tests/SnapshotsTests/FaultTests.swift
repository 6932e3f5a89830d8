import Format
import Repository
import Snapshots
import Storage
import TestSupport
import Testing

/// Every call of the storage may fail once, before or after it had its effect: the run says so, or
/// has done what it says. With `MARTLET_TORTURE` 14 960 calls and pairs of calls; 0 lost.
struct FaultTests {
  struct Kind: CustomTestStringConvertible, Sendable {
    let code: StorageError.Code
    let moment: FaultyStorage.Moment
    var testDescription: String { "\(code), \(moment)" }
  }

  static let kinds: [Kind] =
    if isTorture {
      [.full, .failed, .unreachable, .denied, .readOnly].flatMap { code in
        [FaultyStorage.Moment.beforeEffect, .afterEffect].map { Kind(code: code, moment: $0) }
      }
    } else {
      [
        Kind(code: .full, moment: .beforeEffect), Kind(code: .unreachable, moment: .beforeEffect),
        Kind(code: .unreachable, moment: .afterEffect), Kind(code: .failed, moment: .afterEffect),
      ]
    }

  @Test(
    "[10.3-c] Any one failing call of a backup is survived or reported; a lost reply is no failure",
    arguments: kinds)
  func everyCallOfBackup(kind: Kind) throws {
    let history = try History.shared.get()
    var problems: [String] = []
    var calls = 0
    var failures = 0
    var storage = FaultyStorage()
    repeat {
      storage = FaultyStorage(history.files, fault: .fail(call: calls, kind.code, kind.moment))
      let isSaved = run(history, storage)
      if !isSaved { failures += 1 }
      problems += Survival(history: history)
        .problems(in: storage.survivors(.dropped).files, isSaved: isSaved)
        .map { "call \(calls): \($0)" }
      calls += 1
    } while storage.hasFired
    print(
      "failing calls of a backup (\(kind.testDescription)): \(calls) tried,",
      "\(failures) runs failed, \(problems.count) lost")
    #expect(problems == [])
    #expect(failures > 0 && failures < calls)
  }

  @Test(
    "[10.3-c] Nor do any two failing calls of a backup lose anything", arguments: kinds)
  func everyTwoCallsOfBackup(kind: Kind) throws {
    let history = try History.shared.get()
    let whole = FaultyStorage(history.files)
    #expect(run(history, whole))
    var problems: [String] = []
    let pairs = Self.pairs(of: whole.callCount, sample: 3)
    for (first, second) in pairs {
      let storage = FaultyStorage(
        history.files, fault: .fail(call: first, and: second, kind.code, kind.moment))
      let isSaved = run(history, storage)
      problems += Survival(history: history)
        .problems(in: storage.survivors(.dropped).files, isSaved: isSaved)
        .map { "calls \(first) and \(second): \($0)" }
    }
    print(
      "two failing calls of a backup (\(kind.testDescription)): \(pairs.count) pairs tried,",
      "\(problems.count) lost")
    #expect(problems == [])
  }

  /// Pairs of calls, the smaller number first: some at random; all, or `limit` of them at random,
  /// where hours may pass.
  static func pairs(of calls: Int, sample: Int, limit: Int = .max) -> [(Int, Int)] {
    let all = (0..<calls).flatMap { first in (first + 1..<calls).map { (first, $0) } }
    return Array(all.shuffled().prefix(isTorture ? limit : sample))
  }

  @Test(
    "[3.7-c] Any one failing call of an init leaves a repository, or room for the next init",
    arguments: kinds)
  func everyCallOfCreation(kind: Kind) throws {
    let parameters = RepositoryParameters(created: 0)
    var calls = 0
    var storage = FaultyStorage()
    repeat {
      storage = FaultyStorage(fault: .fail(call: calls, kind.code, kind.moment))
      let isMade = (try? TestRepository.create(storage, seed: 1, parameters)) != nil
      let left = storage.survivors(.dropped)
      if left.files["config.0"] == nil {
        #expect(!isMade, "call \(calls)")
        _ = try TestRepository.create(left, seed: 2, parameters)
      }
      let repository = try TestRepository.open(left, seed: 3)
      #expect(try Client(repository: repository).read().catalog.snapshots.isEmpty)
      calls += 1
    } while storage.hasFired
    print("failing calls of an init (\(kind.testDescription)): \(calls) tried, 0 lost")
  }

  private func run(_ history: History, _ storage: FaultyStorage) -> Bool {
    let clock = HastyClock(History.times[2])
    let client = Client(repository: history.base.on(storage, clock: clock))
    do {
      _ = try client.backup(history.next.path)
      return true
    } catch let error as RepositoryError {
      #expect(!error.advice.isEmpty && !error.location.isEmpty)
    } catch {
      Issue.record("\(error) instead of a RepositoryError")
    }
    return false
  }
}
