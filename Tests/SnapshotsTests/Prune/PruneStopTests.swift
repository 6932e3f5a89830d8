import Format
import Repository
import Snapshots
import Storage
import TestSupport
import Testing

/// A prune may be stopped anywhere, and any call of it may fail: nothing that is needed goes, and
/// the next one finishes the work. With `MARTLET_TORTURE` 3 116 states after a stop, and 11 220
/// failing calls and pairs of them, in 13 minutes; 0 broken.
struct PruneStopTests {
  /// Four snapshots of a folder that changes, of which the middle ones are forgotten.
  private struct Past {
    let base: TestRepository
    let files: [String: [UInt8]]
    let kept: [SnapshotID: ModelTree]
    /// The newest: it rests on packs of which a part is needed, and which are rewritten.
    let newest: (id: SnapshotID, tree: ModelTree)

    init() throws {
      base = try TestRepository.small.get()
      let storage = MemoryStorage(base.files)
      let source = try SourceFolder()
      var random = SeededGenerator(seed: 77)
      var saved: [(id: SnapshotID, tree: ModelTree)] = []
      for number in 0..<12 { try source.file("text\(number)", random.words(9_000)) }
      for round in 0..<4 {
        for number in 0..<6 {
          let old = try ModelTree(folder: source.path).files["text\(number)"] ?? []
          try source.file("text\(number)", old + random.words(60))
        }
        try source.file("noise\(round)", random.noise(400_000))
        // They share a pack, of which a part is needed later.
        for number in 0..<3 {
          try source.file("stays\(round)-\(number)", random.noise(5_000))
          try source.file("goes\(round)-\(number)", random.noise(5_000))
        }
        if round > 0 {
          try source.remove("noise\(round - 1)")
          for number in 0..<3 { try source.remove("goes\(round - 1)-\(number)") }
        }
        let id = try Client(repository: base.on(storage)).backup(source.path).id
        saved.append((id, try ModelTree(folder: source.path)))
      }
      try Client(repository: base.on(storage)).forget([saved[1].id, saved[2].id])
      files = storage.files
      kept = [saved[0].id: saved[0].tree, saved[3].id: saved[3].tree]
      newest = saved[3]
    }

    static let shared = Result { try Past() }

    /// Rewrites whatever has something in it that nobody needs.
    static var limits: PruneLimits {
      var limits = PruneLimits()
      limits.maxUnusedMillionths = 0
      return limits
    }

    /// What is not as it must be, a line each.
    func problems(in files: [String: [UInt8]]) throws -> [String] {
      let client = Client(repository: base.on(MemoryStorage(files)))
      let reading = try client.read()
      var problems = reading.damage.map(\.description)
      let ids = Set(reading.catalog.snapshots.map(\.id))
      if ids != Set(kept.keys) { problems.append("there are \(ids.count) snapshots") }
      for snapshot in reading.catalog.snapshots {
        problems += try client.tree(snapshot, reading).differences(
          from: kept[snapshot.id] ?? ModelTree())
      }
      return problems + (try client.check().damage)
    }

    /// The next prune ends what was begun, and leaves nothing superfluous.
    func problemsAfterNext(_ files: [String: [UInt8]]) throws -> [String] {
      let storage = MemoryStorage(files)
      let client = Client(repository: base.on(storage))
      _ = try client.prune(Self.limits)
      var problems = try self.problems(in: storage.files)
      // Its own draft may be another prune's: it goes after a day.
      problems += try client.check().findings.filter { !$0.location.hasPrefix("tmp/") }
        .map { "left: \($0.problem) (\($0.location))" }
      if try !client.prune(Self.limits).isEmpty { problems.append("there is more to prune") }
      return problems
    }
  }

  @Test("What is stopped and failed below rewrites packs, and deletes what is left of them")
  func whole() throws {
    let past = try Past.shared.get()
    let client = Client(repository: past.base.on(MemoryStorage(past.files)))
    let report = try #require(try client.prune(Past.limits).last)
    #expect(report.writtenBytes > 10_000 && report.packs > 4 && report.spared == 0)
  }

  @Test("A prune stopped after any step loses nothing, and the next one finishes it")
  func everyStep() throws {
    let past = try Past.shared.get()
    var (states, steps, broken) = (0, 0, [String]())
    var storage = FaultyStorage()
    repeat {
      storage = FaultyStorage(past.files, fault: .stop(afterSteps: steps))
      _ = try? Client(repository: past.base.on(storage)).prune(Past.limits)
      for (choice, files) in StopTests.survivors(of: storage, steps) {
        states += 1
        let isLast = isTorture || (states % 3 == 0)
        let found =
          try past.problems(in: files)
          + (isLast ? try past.problemsAfterNext(files) : [])
        broken += found.map { "after \(steps) steps, \(choice): \($0)" }
      }
      steps += 1
    } while storage.hasFired
    print("crash points of a prune: \(steps) tried in \(states) states, \(broken.count) broken")
    #expect(broken == [])
    #expect(steps > 30)
  }

  @Test(
    "Any call of a prune that fails is reported, loses nothing, and the next one finishes",
    arguments: isTorture
      ? FaultTests.kinds
      : [.init(code: .failed, moment: .beforeEffect), .init(code: .failed, moment: .afterEffect)])
  func everyCall(kind: FaultTests.Kind) throws {
    let past = try Past.shared.get()
    var (faults, call, broken) = (0, 0, [String]())
    var storage = FaultyStorage()
    repeat {
      storage = FaultyStorage(past.files, fault: .fail(call: call, kind.code, kind.moment))
      _ = try? Client(repository: past.base.on(storage)).prune(Past.limits)
      let files = storage.survivors(.kept).files
      let isLast = isTorture || (call % 5 == 0)
      broken += (try past.problems(in: files)).map { "call \(call): \($0)" }
      if isLast {
        broken += (try past.problemsAfterNext(files)).map { "then, call \(call): \($0)" }
      }
      faults += 1
      call += isTorture ? 1 : 2
    } while storage.hasFired
    print(
      "failing calls of a prune (\(kind.testDescription)): \(faults) tried,",
      "\(broken.count) broken")
    #expect(broken == [])
  }

  @Test("Nor do any two failing calls of a prune lose anything", arguments: FaultTests.kinds)
  func everyTwoCalls(kind: FaultTests.Kind) throws {
    let past = try Past.shared.get()
    let whole = FaultyStorage(past.files)
    _ = try Client(repository: past.base.on(whole)).prune(Past.limits)
    var broken: [String] = []
    let pairs = FaultTests.pairs(of: whole.callCount, sample: 2, limit: 1_000)
    for (first, second) in pairs {
      let storage = FaultyStorage(
        past.files, fault: .fail(call: first, and: second, kind.code, kind.moment))
      _ = try? Client(repository: past.base.on(storage)).prune(Past.limits)
      let files = storage.survivors(.dropped).files
      broken += (try past.problems(in: files) + past.problemsAfterNext(files))
        .map { "calls \(first) and \(second): \($0)" }
    }
    print(
      "two failing calls of a prune (\(kind.testDescription)): \(pairs.count) pairs tried,",
      "\(broken.count) broken")
    #expect(broken == [])
  }

  @Test("A restore that a prune overtakes at any call finds what was moved where it is then")
  func everyCallOfRestore() throws {
    let past = try Past.shared.get()
    var (call, overtaken) = (0, 0)
    var hasFired = false
    repeat {
      let storage = MemoryStorage(past.files)
      let pruner = Client(repository: past.base.on(storage))
      let prune = Once { try pruner.prune(Past.limits) }
      let hooked = HookedStorage(storage) { [call] number, _ in if number == call { prune.run() } }
      let place = try SourceFolder()
      let target = place.beside("restored")
      let report = try Client(repository: past.base.on(hooked)).restore(past.newest.id, to: target)
      #expect(report.failed.isEmpty, "call \(call)")
      let restored = try withExtendedLifetime(place) { try ModelTree(folder: target) }
      #expect(restored.differences(from: past.newest.tree) == [], "call \(call)")
      hasFired = prune.hasRun
      if hasFired { overtaken += try prune.result().isEmpty ? 0 : 1 }
      call += 1
    } while hasFired
    print("restores that a prune overtook: \(overtaken)")
    #expect(overtaken > 20)
  }
}
