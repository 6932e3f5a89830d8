import Format
import Pipelines
import Sealing
import Storage
import SystemPackage
import TestSupport
import Testing

@testable import Repository

/// Each kind of damage is found, and said of the snapshots that it affects and of no other.
@Suite struct CheckDamageTests {
  private let whole: CheckedRepository
  private var test: TestRepository { whole.test }

  init() throws {
    whole = try CheckedRepository()
  }

  // MARK: packs

  @Test("A pack that is missing or of another length", arguments: ["x", "z", "base", "y", "trees"])
  func packGone(pack: String) throws {
    let path = whole.path(pack)
    let length = try #require(test.storage.files[path.name]).count
    try test.replace(path) { $0.removeLast() }
    for depth in [Check.Depth.structure, .allData] {
      let report = try whole.check(depth)
      #expect(report.has(.damage, "\(length - 1) bytes, not \(length)", at: path.name))
      #expect(report.affected.count == 1)
    }
    try test.storage.remove(path.name)
    let report = try whole.check(.structure)
    #expect(report.has(.damage, "the pack is missing", at: path.name))
    #expect(
      report.has(.damage, "has no usable copy", at: ["x": "sub/x", "base": "sub/y"][pack] ?? ""))
    #expect(report.affected.count == 1)
  }

  @Test("A flipped bit in any part of a pack is found when all data are read")
  func packBits() throws {
    let path = whole.path("z")
    let intact = test.storage.files
    let good = try #require(intact[path.name])
    let frames = 16 + 27_040 + 9040
    let parts: [(String, Int, isRead: Bool)] = [
      ("header", 3, true), ("first frame", 100, false), ("second frame", 16 + 27_040 + 20, false),
      ("padding", frames + 1, true), ("directory", good.count - 100, true),
      ("trailer", good.count - 1, true), ("trailer", good.count - 16, true),
    ]
    for (part, offset, isRead) in parts {
      // A check records what it finds.
      for name in test.storage.files.keys where intact[name] == nil {
        try test.storage.remove(name)
      }
      try test.replace(path) { $0 = good }
      try test.replace(path) { $0[offset] ^= 0x10 }
      #expect(try whole.check(.structure).texts == [], "\(part): not looked at")
      let report = try whole.check()
      #expect(report.has(.damage, "its bytes are not what its name says", at: path.name), "\(part)")
      #expect(report.affected.isEmpty == isRead, "\(part): \(report.texts)")
      #expect(report.has(.damage, "a frame does not open", at: path.name) == !isRead, "\(part)")
      #expect(report.has(.damage, "has no usable copy", at: "z") == !isRead, "\(part)")
    }
  }

  @Test("A damaged tree and a damaged base affect what needs them; each is named once")
  func needed() throws {
    for (pack, lost) in [("base", "sub/y"), ("trees", "/")] {
      let whole = try CheckedRepository()
      try whole.test.replace(whole.path(pack)) { $0[60] ^= 1 }
      let report = try whole.check()
      #expect(report.affected.count == 1)
      #expect(report.has(.damage, "has no usable copy", at: lost))
      #expect(report.findings.count { $0.problem.contains("does not open") } == 1)
      #expect(report.findings.count == 3, "\(report.texts)")
    }
  }

  @Test("With another good copy nothing is affected, but the damage is named")
  func otherCopy() throws {
    try test.commit([try test.store([try test.frame(whole.chunks)])])
    try test.replace(whole.path("z")) { $0[100] ^= 1 }
    let report = try whole.check()
    #expect(report.has(.damage, "a frame does not open", at: whole.name("z")))
    #expect(report.affected.isEmpty)
    #expect(!report.isSound)
  }

  @Test("[3.4-b] A chunk that is not what its ID says")
  func planted() throws {
    let chunk = try test.full(test.random.bytes(100))
    let root = try test.tree([.file("planted", [chunk])])
    let planted = PendingChunk(entry: chunk.entry, bytes: test.random.bytes(100))
    try commit([try test.frame([planted]), try test.frame([root], .tree)], root)
    #expect(try whole.check(.structure).texts == [])
    let report = try whole.check()
    #expect(report.has(.damage, "a chunk is not what its ID says"))
    #expect(report.has(.damage, "has no usable copy", at: "planted"))
    #expect(report.affected.count == 1)
  }

  @Test("[9-a] A pack of which the index says something else")
  func otherDirectory() throws {
    let chunk = try test.full(test.random.bytes(100))
    let pack = try test.store([try test.frame([chunk])])
    let other = ChunkEntry(id: test.random.chunkID(), kind: .data, rawLength: 100)
    let lie = PackDirectory(frames: pack.directory.frames, chunks: [other])
    try test.commit([IndexedPack(id: pack.id, length: pack.length, directory: lie)])
    let name = RepositoryPath.pack(pack.id).name
    #expect(try whole.check().has(.damage, "its directory is not what the index says", at: name))
    try test.commit([pack])
    #expect(try whole.check().has(.damage, "index runs contradict each other", at: name))
  }

  @Test("A pack that cannot be read at all")
  func unreadable() throws {
    let name = whole.name("z")
    let failing = ScriptedStorage(test.storage) { _, _ in
    } beforeRead: { _, read in
      if read == name { throw StorageError(.failed, .read, read, at: "scripted") }
    }
    let report = try whole.check(on: failing)
    #expect(report.has(.damage, "cannot read it", at: name))
    #expect(report.affected.count == 1)
  }

  @Test(
    "[9-a] What cannot be read for a moment, or by this user, is not recorded as lost",
    arguments: [
      (StorageError.Code.failed, Errno.ioError, 1), (.failed, .tooManyOpenFiles, .max),
      (.denied, .permissionDenied, .max),
    ])
  func unreadableNow(code: StorageError.Code, cause: Errno, times: Int) throws {
    let name = whole.name("z")
    let failures = Monitor(times)
    let failing = ScriptedStorage(test.storage) { _, _ in
    } beforeRead: { _, read in
      guard read == name else { return }
      let fails = failures.access { left in
        left -= 1
        return left >= 0
      }
      if fails { throw StorageError(code, .read, read, at: "scripted", cause: cause) }
    }
    let files = test.storage.files
    #expect(try whole.check(on: failing).isSound == (times == 1))
    #expect(test.storage.files == files)
    #expect(try whole.check().texts == [])
  }

  // MARK: index runs, snapshots, outcomes

  @Test("An index run that is missing, damaged or another: packs tell what it said")
  func indexRuns() throws {
    let path = RepositoryPath.indexRun(whole.session, 0)
    let good = try #require(test.storage.files[path.name])
    for number in 0..<3 {
      switch number {
      case 0: try test.replace(path) { $0[77] ^= 1 }
      case 1: try test.replace(path) { $0 = try test.files.sealed([0, 0], as: path) }
      default: try test.storage.remove(path.name)
      }
      let report = try whole.check()
      #expect(report.has(.damage, "", at: path.name), "\(number)")
      #expect(report.findings.count == 1, "\(report.texts)")
      #expect(report.affected.isEmpty)
      #expect(report.chunks == 7)
    }
    _ = try test.storage.create(path.name, good, via: "tmp/x")
    #expect(try whole.check().texts == [])
  }

  @Test("A snapshot that is missing, damaged or another")
  func snapshots() throws {
    let path = RepositoryPath.snapshot(whole.session)
    for number in 0..<3 {
      switch number {
      case 0: try test.replace(path) { $0[77] ^= 1 }
      case 1:
        try test.replace(path) { $0 = try test.files.sealed(whole.snapshot.encoded(), as: path) }
      default: try test.storage.remove(path.name)
      }
      let report = try whole.check()
      #expect(report.has(.damage, "", at: path.name), "\(number)")
      #expect(report.snapshots == 0)
    }
  }

  @Test("A damaged outcome or record")
  func outcomes() throws {
    let record = RepositoryPath.record(whole.session, 7)
    try test.create([1, 2, 3], record)
    #expect(try whole.check().has(.damage, "", at: record.name))
    let outcome = RepositoryPath.outcome(whole.session)
    try test.replace(outcome) { $0[77] ^= 1 }
    let report = try whole.check()
    #expect(report.has(.damage, "", at: outcome.name))
    #expect(report.has(.note, "a snapshot that was never completed"))
  }

  @Test("[10.4-a] A damaged plan")
  func plan() throws {
    try test.create([9, 9], .plan(1))
    #expect(try whole.check().has(.damage, "", at: "gc/1.plan"))
  }

  // MARK: config and key slots

  @Test("[3.7-b] A copy of the config or of a key slot that is missing, damaged or another")
  func copies() throws {
    let slots = test.storage.files.keys.filter { $0.hasPrefix("keys/") }.sorted()
    for name in ["config.0", "config.1"] + slots {
      let whole = try CheckedRepository()
      let path = try #require(RepositoryPath(name: name))
      try whole.test.replace(path) { $0[$0.count - 1] ^= 1 }
      let other = name.dropLast() + "0"
      var report = try whole.check(.structure)
      #expect(report.has(.damage, "", at: name) || report.has(.damage, "", at: String(other)))
      #expect(report.findings.count == 1, "\(report.texts)")
      // Without a key nobody can tell which of the two is the good one.
      #expect(try CopyCheck(whole.test.storage).findings().map(\.weight) == [.damage])
      try whole.test.replace(path) { $0[2] ^= 1 }
      #expect(try whole.check(.structure).has(.damage, "magic", at: name))
      try whole.test.storage.remove(name)
      report = try whole.check(.structure)
      if slots.contains(name), name.hasSuffix(".1") {
        // As a stop while the slot is added or removed leaves it [3.2-d].
        #expect(report.has(.note, "the second copy of this key slot is missing", at: name))
      } else {
        #expect(report.has(.damage, "is missing; the other one serves", at: name))
      }
      #expect(report.findings.count == 1 && report.affected.isEmpty)
      #expect(try CopyCheck(whole.test.storage).findings().map(\.location) == [name])
    }
    #expect(try CopyCheck(test.storage).findings().isEmpty)
  }

  @Test("[3.2-d] A key slot of which only a damaged copy is left")
  func onlyDamagedCopy() throws {
    let second = try #require(
      test.storage.files.keys.first { $0.hasPrefix("keys/") && $0.hasSuffix(".1") })
    try test.storage.remove(second)
    let first = second.dropLast() + "0"
    try test.replace(try #require(RepositoryPath(name: String(first)))) { $0[2] ^= 1 }
    let report = try whole.check(.structure)
    #expect(report.has(.damage, "magic", at: String(first)))
    #expect(report.findings.count == 1)
  }

  @Test("A key slot under the name of another")
  func slotNames() throws {
    let slot = try #require(
      test.storage.files.first { $0.key.hasPrefix("keys/") && $0.key.hasSuffix(".0") })
    let id = try #require(KeySlotID(test.random.bytes(16)))
    for copy in 0...1 {
      _ = try test.storage.create(
        RepositoryPath.keySlot(id: id, copy: copy).name, slot.value, via: "tmp/x")
    }
    #expect(try whole.check(.structure).has(.damage, "slot ID: not that of its name", at: "\(id)"))
  }

  // MARK: trees

  @Test("[7.3-b] A file whose chunks do not add up to its size, one without a chunk, and the rest")
  func trees() throws {
    let chunk = try test.full(test.random.bytes(100))
    let stranger = try test.full(test.random.bytes(100))
    let notTree = try test.full([1, 2, 3], .treePiece)
    let deep = try test.tree([.file("late", [stranger]), .file("short", [chunk], size: 99)])
    let root = try test.tree([
      .file("again", [stranger]), .folder("deep", deep), .folder("gone", stranger),
      .folder("odd", notTree), .file("wrong", [notTree]),
    ])
    try commit(
      [try test.frame([chunk]), try test.frame([notTree, deep, root], .tree)], root)
    let report = try whole.check(.structure)
    #expect(report.affected.count == 1)
    #expect(report.has(.damage, "chunk \(stranger.entry.id) has no usable copy", at: "again"))
    #expect(report.has(.damage, "100 bytes, it should have 99", at: "deep/short"))
    #expect(report.has(.damage, "folder \(stranger.entry.id) has no usable copy", at: "gone"))
    #expect(report.has(.damage, "", at: "chunk \(notTree.entry.id)"))
    #expect(report.has(.damage, "chunk \(notTree.entry.id) has no usable copy", at: "wrong"))
    #expect(report.findings.count == 5, "\(report.texts)")
  }

  /// Commits a snapshot with this root beside the one that is there.
  private func commit(_ frames: [SealedFrame], _ root: PendingChunk) throws {
    let packs = try frames.map { try test.store([$0]) }
    try test.commit(
      packs, snapshot: .test(root: TreeReference(id: root.entry.id, isList: false), seconds: 9))
  }
}
