import Format
import Repository
import Snapshots
import Storage
import TestSupport
import Testing

/// A machine may stop between any two changes of the disk: nothing that was reported as saved is
/// lost, and what is left is a repository. With `MARTLET_TORTURE` 1 870 states; 0 lost.
struct StopTests {
  @Test("[10.3-b] [10.3-d] A backup stopped after any step loses nothing and blocks nothing")
  func everyStepOfBackup() throws {
    let history = try History.shared.get()
    var states = 0
    var lost: [String] = []
    var steps = 0
    var storage = FaultyStorage()
    repeat {
      storage = FaultyStorage(history.files, fault: .stop(afterSteps: steps))
      let isSaved = run(history, storage)
      for (choice, files) in Self.survivors(of: storage, steps) {
        states += 1
        lost += Survival(history: history).problems(in: files, isSaved: isSaved)
          .map { "after \(steps) steps, \(choice): \($0)" }
      }
      steps += 1
    } while storage.hasFired
    print("crash points of a backup: \(steps) tried in \(states) states, \(lost.count) lost")
    #expect(lost == [])
    expectEverything(in: storage.steps)
  }

  @Test("[3.7-c] An init stopped after any step leaves a repository, or room for the next init")
  func everyStepOfCreation() throws {
    var states = 0
    var steps = 0
    var storage = FaultyStorage()
    repeat {
      storage = FaultyStorage(fault: .stop(afterSteps: steps))
      let isMade = (try? create(storage, seed: 1)) != nil
      for (choice, files) in Self.survivors(of: storage, steps) {
        states += 1
        try expectUsable(files, isMade: isMade, "after \(steps) steps, \(choice)")
      }
      steps += 1
    } while storage.hasFired
    print("crash points of an init: \(steps) tried in \(states) states, 0 lost")
    #expect(steps > 20, "four slots, two configs and a README")
  }

  private static let mixturesPerStep = isTorture ? 150 : 2

  /// What may be found after the stop: everything unsynced is lost, everything is kept, or some of
  /// each with files torn anywhere. Equal outcomes count once.
  static func survivors(
    of storage: FaultyStorage, _ step: Int
  ) -> [(UnsyncedChanges, [String: [UInt8]])] {
    let mixtures = (0..<mixturesPerStep).map {
      UnsyncedChanges.mixed(seed: UInt64(step) + UInt64($0) * 1_000)
    }
    var found: [(UnsyncedChanges, [String: [UInt8]])] = []
    for choice in [.dropped, .kept] + mixtures {
      let files = storage.survivors(choice).files
      if !found.contains(where: { $0.1 == files }) { found.append((choice, files)) }
    }
    return found
  }
}

extension StopTests {
  /// Whether the backup said that it is saved.
  private func run(_ history: History, _ storage: FaultyStorage) -> Bool {
    let clock = HastyClock(History.times[2])
    let client = Client(repository: history.base.on(storage, clock: clock))
    return (try? client.backup(history.next.path)) != nil
  }

  /// The run that ended did all that can be stopped.
  private func expectEverything(in steps: [FaultyStorage.Step]) {
    let named = steps.compactMap { step in
      if case .named(let name) = step { RepositoryPath(name: name) } else { nil }
    }
    func count(_ isMeant: (RepositoryPath) -> Bool) -> Int { named.count(where: isMeant) }
    let packs = count { if case .pack = $0 { true } else { false } }
    let outcomes = count { if case .outcome = $0 { true } else { false } }
    let intents = count { if case .intent(_, let beat) = $0 { beat > 0 } else { false } }
    #expect(packs >= 3, "several packs")
    #expect(outcomes >= 2, "a checkpoint and the backup itself")
    #expect(intents >= 1, "a second beat")
  }

  private func create(_ storage: any Storage, seed: UInt64) throws -> Repository {
    try TestRepository.create(storage, seed: seed, RepositoryParameters(created: 0)).repository
  }

  private func expectUsable(
    _ files: [String: [UInt8]], isMade: Bool, _ place: String
  ) throws {
    let storage = MemoryStorage(files)
    if files["config.0"] == nil {
      #expect(!isMade, "\(place): it was reported as made")
      #expect(throws: RepositoryError.self) { try TestRepository.open(storage, seed: 2) }
      _ = try create(storage, seed: 3)
    }
    let repository = try TestRepository.open(storage, seed: 4)
    let source = try SourceFolder()
    try source.file("a", [1, 2, 3])
    let report = try Client(repository: repository).backup(source.path)
    let expected = try ModelTree(folder: source.path)
    #expect(try Client(repository: repository).tree(report.id) == expected, "\(place)")
    // The copies that are missing are named; nothing else is.
    let damage = try Client(repository: repository).check().findings
      .filter { $0.weight == .damage && !$0.problem.contains("the other one serves") }
    #expect(damage.map(\.problem) == [], "\(place)")
  }
}
