import Format
import Storage
import TestSupport
import Testing

@testable import Repository

/// Files of a repository that somebody with the key wrote, sealed as they must be, to harm whoever
/// opens them: an error or a finding, never a crash; and what the honest session saved is read.
@Suite struct HostileFileTests {
  /// What is written, and whether the honest snapshot still counts.
  private typealias Case = (
    name: String, isHonestLeft: Bool, make: (CheckedRepository) throws -> Void
  )

  private static var runs: [Case] {
    [
      ("a run of 2^63 packs", true, { try run([0xFF] * 8 + [0x7F], $0) }),
      ("a run of noise", true, { try run((0..<3_000).map { UInt8($0 % 251) }, $0) }),
      ("a run of nothing", true, { try run([], $0) }),
      (
        "a run that says that honest chunks are elsewhere", true,
        { checked in
          let packs = checked.packs.values.map { pack in
            // All in the order that is wrong: each frame where another one is.
            var directory = pack.directory
            directory.chunks.reverse()
            return IndexedPack(id: pack.id, length: pack.length, directory: directory)
          }
          let fitting = packs.filter { (try? decoded($0)) != nil }
          try checked.test.commit(fitting)
        }
      ),
      (
        "a run of a pack that is nowhere, with every honest chunk", true,
        { checked in
          var random = SeededGenerator(seed: 1)
          try checked.test.commit(
            checked.packs.values.map {
              IndexedPack(id: random.packID(), length: $0.length, directory: $0.directory)
            })
        }
      ),
      (
        "65 536 copies found lost, all of one chunk of nobody", true,
        { checked in
          let copy = LostCopy(pack: PackID(.zero), chunk: ChunkID(.zero))
          try checked.test.commit([], lost: [LostCopy](repeating: copy, count: 65_536))
        }
      ),
    ]
  }

  private static var outcomes: [Case] {
    [
      ("a COMMIT of the last epoch there is", true, { try $0.test.commit([], epoch: Int.max) }),
      (
        "a COMMIT of 10 000 runs that are nowhere", true,
        { checked in
          let hashes = (0..<10_000).map { _ in checked.test.random.bytes32() }
          try outcome(.commit(Commit(epoch: 0, runHashes: hashes, snapshotHash: nil)), checked)
        }
      ),
      (
        "a COMMIT of a snapshot that is nowhere", true,
        { try outcome(.commit(Commit(epoch: 0, runHashes: [], snapshotHash: .zero)), $0) }
      ),
    ]
  }

  private static var prunes: [Case] {
    [
      ("the last plan there is", false, { try plan(Int.max, [], $0) }),
      ("a plan that condemns everything", true, { try plan(1, $0.packs.values.map(\.id), $0) }),
      (
        "the last verdict there is, without a plan", false,
        { try verdict(Int.max, previous: .zero, $0) }
      ),
      (
        "a verdict that deletes what it keeps", false,
        { checked in
          try plan(1, [], checked)
          try verdict(1, previous: nil, gone: checked.packs.values.map(\.id), checked)
        }
      ),
      (
        "stubs of all there is", false,
        { checked in
          for kind in [FileKind.plan, .waits, .verdict, .done] {
            let stub = PruneStub(number: 1, replacedKind: kind, replacedHash: .zero).encoded()
            for path in [RepositoryPath.plan(1), .waits(1), .verdict(1), .done(1)] {
              guard checked.test.storage.files[path.name] == nil else { continue }
              try checked.test.create(stub, path)
            }
          }
        }
      ),
    ]
  }

  @Test("[11-a] Runs, outcomes, plans and verdicts that lie")
  func everyCase() throws {
    let cases = Self.runs + Self.outcomes + Self.prunes
    var read = 0
    for (name, isHonestLeft, make) in cases {
      let checked = try CheckedRepository()
      try make(checked)
      let repository = checked.test.repository
      let isRead = (try? readAll(checked)) == true
      #expect(isRead || !isHonestLeft, "\(name)")
      read += isRead ? 1 : 0
      for depth in [Check.Depth.structure, .allData] {
        do {
          let report = try checked.check(depth)
          #expect(!isHonestLeft || report.affected == [], "\(name): \(report.texts)")
        } catch {
          #expect(error is RepositoryError, "\(name): \(error)")
          #expect(!isHonestLeft, "\(name): \(error)")
        }
      }
      // A writer looks at the same files.
      let session = try? WriteSession(repository, purpose: .backup, indexFolder: IndexFolder(nil))
      session?.abandon()
    }
    print("\(cases.count) hostile files: no crash; the honest snapshot was read beside \(read)")
  }

  /// Whether the chunks of the file `z` read.
  private func readAll(_ checked: CheckedRepository) throws -> Bool {
    let reading = try RepositoryReading.load(checked.test.repository, indexFolder: IndexFolder(nil))
    guard !reading.catalog.snapshots.isEmpty else { return false }
    let reader = try ChunkReader(
      checked.test.repository, index: reading.index, cache: FrameCache())
    return try checked.chunks.allSatisfy { try reader.read($0.entry.id) == $0.bytes }
  }

  // MARK: - Files

  private static func run(_ payload: [UInt8], _ checked: CheckedRepository) throws {
    let session = checked.test.random.session()
    let hash = try checked.test.create(payload, .indexRun(session, 0))
    let commit = Commit(epoch: 0, runHashes: [hash], snapshotHash: nil)
    try checked.test.create(Outcome.commit(commit).encoded(), .outcome(session))
  }

  private static func outcome(_ outcome: Outcome, _ checked: CheckedRepository) throws {
    try checked.test.create(outcome.encoded(), .outcome(checked.test.random.session()))
  }

  private static func plan(_ number: Int, _ packs: [PackID], _ checked: CheckedRepository) throws {
    let plan = PrunePlan(number: number, packs: packs, files: [])
    try checked.test.create(plan.encoded(), .plan(number))
  }

  private static func verdict(
    _ number: Int, previous: Bytes32?, gone: [PackID] = [], _ checked: CheckedRepository
  ) throws {
    let one = Bytes32([UInt8](repeating: 1, count: 32))
    let verdict = PruneVerdict(
      number: number, planHash: .zero, previousHash: previous == nil ? nil : one, packs: gone,
      files: [], snapshots: [], runs: [], gonePacks: gone)
    try checked.test.create(verdict.encoded(), .verdict(number))
  }

  private static func decoded(_ pack: IndexedPack) throws -> PackDirectory {
    try PackDirectory(decoding: pack.directory.encoded(), directoryOffset: pack.length)
  }
}

private func * (bytes: [UInt8], count: Int) -> [UInt8] {
  (0..<count).flatMap { _ in bytes }
}
