import Dispatch
import Format
import GRDB
import LocalState
import SystemPackage
import TestSupport
import Testing

struct RunHistoryTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func open() -> RunHistory { RunHistory(in: folder.path) }

  private static func run(
    _ command: String = "backup", profile: String = "docs", started: Int64 = 1_790_000_000,
    code: Int32? = nil
  ) -> Run {
    var run = Run(
      command: command, profile: profile,
      process: Run.Process(
        bootID: [UInt8](repeating: 0xFE, count: 16), namespace: .max, id: .max, startTime: .max),
      started: Timestamp(seconds: started, nanoseconds: 999_999_999))
    run.location = "/mnt/usb"
    run.ending = code.map {
      Run.Ending(time: Timestamp(seconds: started + 1, nanoseconds: 1), exitCode: $0)
    }
    return run
  }

  @Test("A run comes back as it was noted, first when it begins, then as it ended")
  func roundTrip() throws {
    let history = open()
    var noted = Self.run()
    let id = try #require(history.begin(noted))
    #expect(open().runs(RunFilter()) == [noted])
    noted.subject = "docs \u{1F426}"
    noted.repository = RepositoryID(.zero)
    noted.snapshot = SnapshotID(.zero)
    noted.counts = Run.Counts(files: 1, bytes: 2, added: UInt64(Int64.max), stored: 4)
    noted.proof = Run.Proof(text: "all there", readMillionths: 1_000_000)
    noted.ending = Run.Ending(time: Timestamp(seconds: -2, nanoseconds: 1), exitCode: 130)
    noted.message = "interrupted"
    history.update(id, noted)
    #expect(open().runs(RunFilter()) == [noted])
    #expect(history.problem == nil)
    #expect(folder.mode(of: "runs.sqlite") == 0o600)
  }

  @Test(
    "Times that no calendar has become the nearest that can be noted",
    arguments: [
      Int64.min, Int64.max, 9_223_372_036, 9_223_372_037, -9_223_372_037,
    ])
  func extremeTimes(seconds: Int64) throws {
    let history = open()
    _ = history.begin(Self.run(started: seconds))
    let started = try #require(history.runs(RunFilter()).first).started
    #expect(abs(started.seconds / 2) <= 4_611_686_019)
    if abs(seconds / 2) < 4_611_686_018 { #expect(started.seconds == seconds) }
  }

  @Test("Filters take runs that all of them are true of, the newest first")
  func filters() {
    let history = open()
    for (index, code) in [Int32?(0), 3, 1, nil, 130].enumerated() {
      _ = history.begin(Self.run(started: Int64(index), code: code))
    }
    _ = history.begin(Self.run("check", profile: "", started: 5, code: 0))
    func found(_ change: (inout RunFilter) -> Void) -> [Int64] {
      var filter = RunFilter()
      change(&filter)
      return history.runs(filter).map(\.started.seconds)
    }
    #expect(found { _ in } == [5, 4, 3, 2, 1, 0])
    #expect(found { $0.limit = 2 } == [5, 4])
    #expect(found { $0.profile = "" } == [5])
    #expect(
      found {
        $0.command = "backup"
        $0.exitCodes = [0, 3]
      } == [1, 0])
    #expect(found { $0.onlyTroubled = true } == [4, 3, 2, 1])
    #expect(
      found {
        $0.location = "/mnt/usb"
        $0.profile = "docs"
        $0.limit = 1
      } == [4])
    #expect(found { $0.location = "' OR 1 = 1 --" } == [])
  }

  @Test("The oldest runs go, but not the last one that ended well")
  func pruning() throws {
    _ = open().begin(Self.run(started: 1, code: 0))
    _ = open().begin(Self.run("check", started: 2, code: 4))
    let queue = try DatabaseQueue(path: folder.path.appending("runs.sqlite").string)
    try queue.write { database in
      try database.execute(
        sql: """
          WITH RECURSIVE n(i) AS (SELECT 3 UNION ALL SELECT i + 1 FROM n WHERE i < 10001)
          INSERT INTO runs SELECT i, command, profile, boot, namespace, process, process_started,
            i, subject, location, repository, ended, 1, snapshot, files, bytes, added, stored,
            proof, read_millionths, message FROM n, (SELECT * FROM runs WHERE id = 1)
          """)
    }
    _ = open().begin(Self.run(started: 9, code: 1))
    _ = open().begin(Self.run(started: 10, code: 1))
    let runs = open().runs(RunFilter())
    #expect(runs.count == RunHistory.maxRuns + 1)
    #expect(runs.last?.ending?.exitCode == 0)
    #expect(runs.dropLast().allSatisfy { $0.command == "backup" })
  }

  @Test("A file of a newer version or without sense stays as it is, and nothing fails")
  func untouched() throws {
    _ = open().begin(Self.run())
    let file = folder.path.appending("runs.sqlite")
    let queue = try DatabaseQueue(path: file.string)
    try queue.write {
      try $0.execute(sql: "PRAGMA user_version = 99; UPDATE runs SET profile = 'new'")
    }
    try queue.close()
    for problem in ["schema 99", "not a database"] {
      let history = open()
      #expect(history.problem?.contains(problem) == true)
      #expect(history.begin(Self.run()) == nil)
      #expect(history.runs(RunFilter()) == [])
      if problem == "schema 99" {
        let again = try DatabaseQueue(path: file.string)
        let profiles = try again.read { try String.fetchAll($0, sql: "SELECT profile FROM runs") }
        #expect(profiles == ["new"])
        try again.close()
        try Self.write(Array("no database, for sure".utf8), to: file)
      }
    }
    #expect(folder.names.filter { $0.contains("damaged") } == [])
    #expect(try Self.read(file) == Array("no database, for sure".utf8))
  }

  @Test("Runs at once are all noted")
  func concurrentRuns() {
    let path = folder.path
    DispatchQueue.concurrentPerform(iterations: 4) { writer in
      for round in 0..<10 {
        let history = RunHistory(in: path)
        let noted = Self.run(profile: "\(writer)", started: Int64(round))
        guard let id = history.begin(noted) else { continue }
        var ended = noted
        ended.message = "done"
        history.update(id, ended)
      }
    }
    let runs = open().runs(RunFilter())
    #expect(runs.count == 40)
    #expect(runs.allSatisfy { $0.message == "done" })
  }

  private static func write(_ bytes: [UInt8], to file: FilePath) throws {
    let handle = try FileDescriptor.open(file, .writeOnly, options: .truncate)
    try handle.closeAfter { _ = try handle.writeAll(bytes) }
  }

  private static func read(_ file: FilePath) throws -> [UInt8] {
    let handle = try FileDescriptor.open(file, .readOnly)
    return try handle.closeAfter {
      var bytes = [UInt8](repeating: 0, count: 4096)
      let count = try bytes.withUnsafeMutableBytes { try handle.read(into: $0) }
      return Array(bytes.prefix(count))
    }
  }
}
