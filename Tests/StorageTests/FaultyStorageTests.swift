import Storage
import TestSupport
import Testing

/// What the tests of everything above rely on.
@Suite struct FaultyStorageTests {
  /// Creates, meets a taken name, removes: the steps of every kind.
  private func work(on storage: FaultyStorage) throws(StorageError) -> [CreateOutcome] {
    let outcomes = [
      try storage.create("log/a", [1, 2], via: "tmp/a-0"),
      try storage.create("log/a", [3], via: "tmp/a-1"),
    ]
    try storage.remove("log/old")
    return outcomes
  }

  @Test("A run without a fault counts its steps and calls")
  func steps() throws {
    let storage = FaultyStorage(["log/old": [9]])
    #expect(try work(on: storage) == [.created, .exists])
    #expect(
      storage.steps == [
        .written("tmp/a-0"), .named("log/a"), .synced("log/a"), .written("tmp/a-1"),
        .synced("log/a"), .removed("log/old"),
      ])
    #expect(storage.callCount == 3)
    #expect(!storage.hasFired)
  }

  @Test("After every step the disk is as it was synced, or as it was seen")
  func everyStop() {
    let old: [String: [UInt8]] = ["log/old": [9]]
    let new: [String: [UInt8]] = ["log/old": [9], "log/a": [1, 2]]
    let expected: [(kept: [String: [UInt8]], dropped: [String: [UInt8]])] = [
      (old, old),
      (old.merging(["tmp/a-0": [1, 2]]) { $1 }, old),
      (new, old),
      (new, new),
      (new.merging(["tmp/a-1": [3]]) { $1 }, new),
      (new, new),
    ]
    for (count, disk) in expected.enumerated() {
      let storage = FaultyStorage(old, fault: .stop(afterSteps: count))
      let error = #expect(throws: StorageError.self) { try work(on: storage) }
      #expect(error?.code == .unreachable)
      #expect(storage.hasFired)
      #expect(storage.stepCount == count)
      #expect(storage.survivors(.kept).files == disk.kept)
      #expect(storage.survivors(.dropped).files == disk.dropped)
      #expect(throws: StorageError.self) { try storage.list("") }
      #expect(throws: StorageError.self) { try storage.read("log/old", limit: 1) }
    }
    let storage = FaultyStorage(old, fault: .stop(afterSteps: 6))
    #expect(throws: Never.self) { try work(on: storage) }
    #expect(!storage.hasFired)
    #expect(storage.survivors(.kept).files == ["log/a": [1, 2]])
    #expect(storage.survivors(.dropped).files == new)
  }

  @Test("A mixed power cut cuts a file short, and takes each name by itself")
  func mixed() {
    let bytes = [UInt8](repeating: 1, count: 100)
    var lengths: Set<Int> = []
    var outcomes: Set<[String]> = []
    for seed in 0..<UInt64(64) {
      let writing = FaultyStorage(fault: .stop(afterSteps: 1))
      #expect(throws: StorageError.self) { _ = try writing.create("log/a", bytes, via: "tmp/a-0") }
      let torn = writing.survivors(.mixed(seed: seed)).files
      #expect(torn == writing.survivors(.mixed(seed: seed)).files)
      lengths.insert(torn["tmp/a-0"]?.count ?? -1)

      let naming = FaultyStorage(["log/old": [9]], fault: .stop(afterSteps: 3))
      #expect(throws: StorageError.self) {
        try naming.remove("log/old")
        _ = try naming.create("log/a", bytes, via: "tmp/a-0")
      }
      let files = naming.survivors(.mixed(seed: seed)).files
      #expect(files["log/a"] ?? files["tmp/a-0"] == bytes)
      outcomes.insert(files.keys.sorted())
    }
    #expect(lengths.count > 10 && lengths.contains(-1))
    #expect(
      outcomes == [["log/a"], ["tmp/a-0"], ["log/a", "log/old"], ["log/old", "tmp/a-0"]])
  }

  @Test("A failing call fails once, before or after its effect")
  func failures() throws {
    for moment in [FaultyStorage.Moment.beforeEffect, .afterEffect] {
      let storage = FaultyStorage(fault: .fail(call: 1, .full, moment))
      #expect(try storage.list("").isEmpty)
      let error = #expect(throws: StorageError.self) {
        try storage.create("log/a", [1], via: "tmp/a-0")
      }
      #expect(error?.code == .full)
      #expect(storage.hasFired)
      let again = try storage.create("log/a", [2], via: "tmp/a-1")
      #expect(again == (moment == .beforeEffect ? .created : .exists))
      #expect(try storage.list("").map(\.name) == ["log/a"])
      #expect(storage.callCount == 4)
    }
  }

  @Test("A name synced by one thread syncs what others have done in the folder")
  func folderSync() throws {
    let storage = FaultyStorage(["log/old": [9], "gc/1": [1]])
    try storage.remove("log/old")
    try storage.remove("gc/1")
    #expect(storage.survivors(.dropped).files == ["log/old": [9], "gc/1": [1]])
    _ = try storage.create("log/a", [1], via: "tmp/a-0")
    #expect(storage.survivors(.dropped).files == ["log/a": [1], "gc/1": [1]])
  }
}
