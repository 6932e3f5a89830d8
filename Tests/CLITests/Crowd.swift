import Format
import Glibc
import Repository
import SystemPackage
import TestSupport

/// Eight loops of backups, two of prunes and one of forgets on one repository, the processes of
/// which are killed at random.
struct Crowd {
  enum Work: Hashable {
    /// Of the folder with that number.
    case backup(Int)
    case prune
    case forget
  }

  /// A process that goes on.
  private struct Turn {
    let work: Work
    let started: Sandbox.Started
    /// When it is killed, if it has not ended before.
    var killed: ContinuousClock.Instant?
    var isKilled = false
    /// What it saves, by its number.
    var number = 0
    /// What it forgets.
    var forgotten: [SnapshotID] = []
  }

  private static let everyone = (0..<8).map(Work.backup) + [.prune, .prune, .forget]
  /// The forgets leave about so many snapshots.
  private static let keptSnapshots = 10

  private let opened: OpenedSandbox
  private let clock = ContinuousClock()
  private var random: SeededGenerator
  private(set) var counts = CrowdCounts()
  /// What each backup found, by the number that it has in its folder.
  private var trees: [Int: ModelTree] = [:]
  /// What was reported as saved, with the number of the backup.
  private var saved: [SnapshotID: Int] = [:]
  /// What may have been forgotten, and what was reported as forgotten.
  private var doubtful: Set<SnapshotID> = []
  private var forgotten: Set<SnapshotID> = []
  private var problems: [String] = []

  init(seed: UInt64) throws {
    random = SeededGenerator(seed: seed)
    opened = try OpenedSandbox()
    let sandbox = opened.sandbox
    try random.bytes(40_000).withUnsafeBytes { bytes in
      let file = try FileDescriptor.open(
        sandbox.folder.appending("shared"), .writeOnly, options: .create, permissions: .ownerRead)
      try file.closeAfter { _ = try file.writeAll(bytes) }
    }
    try sandbox.shell("for n in 0 1 2 3 4 5 6 7; do mkdir -p src$n/sub; done")
  }

  /// Starts whoever has ended again, for so long and until enough has happened.
  mutating func work(seconds: Int) throws {
    let end = clock.now + .seconds(seconds)
    var turns = try Self.everyone.map { try begin($0) }
    while clock.now < end || !counts.areEnough {
      usleep(5_000)
      for index in turns.indices {
        killIfDue(&turns[index])
        guard !turns[index].started.process.isRunning else { continue }
        finish(turns[index])
        turns[index] = try begin(turns[index].work)
      }
    }
    for turn in turns { finish(turn) }
  }

  private func killIfDue(_ turn: inout Turn) {
    guard let time = turn.killed, clock.now >= time else { return }
    turn.killed = nil
    turn.isKilled = turn.started.process.isRunning
    turn.started.process.send(SIGKILL)
  }
}

// MARK: A turn

extension Crowd {
  private mutating func begin(_ work: Work) throws -> Turn {
    let sandbox = opened.sandbox
    var number = 0
    var forgotten: [SnapshotID] = []
    let arguments: [String]
    switch work {
    case .backup(let folder):
      number = try change(folder, sandbox)
      arguments = ["backup", "src\(folder)", "--json"]
    case .prune: arguments = ["prune"] + (Bool.random(using: &random) ? ForgottenPast.effort : [])
    case .forget:
      forgotten = surplus()
      // Nothing may be there to be forgotten: a rule that keeps all.
      let whom = forgotten.isEmpty ? ["--keep-within", "10y"] : forgotten.map(\.description)
      arguments = ["forget"] + whom + (Bool.random(using: &random) ? ["--keep-space"] : [])
      doubtful.formUnion(forgotten)
    }
    let started = try sandbox.start(bytes: arguments.map { Array($0.utf8) })
    // A third of them, at any time up to about twice what one takes.
    let isDoomed = Int.random(in: 0..<3, using: &random) == 0
    let delay = Duration.milliseconds(Int.random(in: 50..<5_000, using: &random))
    return Turn(
      work: work, started: started, killed: isDoomed ? clock.now + delay : nil, number: number,
      forgotten: forgotten)
  }

  /// Changes the folder; the number that it has from now on, which is in it.
  private mutating func change(_ folder: Int, _ sandbox: Sandbox) throws -> Int {
    let number = trees.count + 1
    let noise = "noise\(Int.random(in: 0..<4, using: &random))"
    let changed = try sandbox.shell(
      """
      cd src\(folder) && echo \(number) >number && seq \(number) \(number + 200) >>sub/text
      head -c 20000 /dev/urandom >\(noise); [ $((\(number) % 3)) = 0 ] && cp ../shared shared
      [ $((\(number) % 5)) = 0 ] && rm -f shared sub/text; true
      """)
    if changed.code != 0 { problems.append(changed.errors) }
    trees[number] = try ModelTree(folder: sandbox.folder.appending("src\(folder)"))
    return number
  }

  /// Some of what nobody has been asked to forget, at random.
  private mutating func surplus() -> [SnapshotID] {
    let kept = saved.keys.filter { !doubtful.contains($0) }.sorted().shuffled(using: &random)
    return Array(kept.dropFirst(Self.keptSnapshots))
  }

  private mutating func finish(_ turn: Turn) {
    let outcome = turn.started.end()
    counts.add(turn.work, outcome.code)
    switch turn.work {
    case .backup:
      if let id = Self.snapshot(in: outcome.text) { saved[id] = turn.number }
    case .prune: break
    case .forget: if outcome.code == 0 { forgotten.formUnion(turn.forgotten) }
    }
    // A prune, and a forget that frees, may find another one at the end of its work.
    let isBusy = outcome.code == 11 && [.prune, .forget].contains(turn.work)
    guard outcome.code != 0, !isBusy, !turn.isKilled else { return }
    problems.append("\(turn.work): \(outcome.code) \(outcome.text)\(outcome.errors)")
  }

  /// What a backup says that it has saved.
  private static func snapshot(in text: String) -> SnapshotID? {
    let lines = text.split(separator: "\n").compactMap { JSONLine(String($0)) }
    let summary = lines.first { $0["type"] == .text("summary") }
    guard let id = summary?["snapshot"]?.text, let bytes = Hex.decode(id).flatMap(Bytes32.init)
    else { return nil }
    return SnapshotID(bytes)
  }
}

// MARK: The end

extension Crowd {
  /// What is wrong when all have ended, a line each.
  func problemsAtEnd() throws -> [String] {
    var problems = problems + (try promiseProblems())
    for arguments in [["prune"], ["prune"] + ForgottenPast.effort, ["check", "--read-data"]] {
      problems += try opened.failures(arguments)
    }
    problems += try opened.leftovers(ForgottenPast.limits)
    return try problems + promiseProblems()
  }

  /// What was saved and not forgotten must be there, right to the byte; what was forgotten must
  /// not; and whatever a killed backup saved, or a killed forget left, must be right too.
  private func promiseProblems() throws -> [String] {
    let needed = saved.filter { !doubtful.contains($0.key) }
    var possible: [SnapshotID: ModelTree] = [:]
    let client = try opened.client()
    let reading = try client.read()
    for snapshot in reading.catalog.snapshots
    where needed[snapshot.id] == nil && !forgotten.contains(snapshot.id) {
      let tree = try client.tree(snapshot, reading)
      let number = tree.files["number"].flatMap {
        Int(String(decoding: $0.dropLast(), as: UTF8.self))
      }
      possible[snapshot.id] = number.flatMap { trees[$0] }
    }
    return try opened.problems(needed: needed.compactMapValues { trees[$0] }, possible: possible)
  }
}

/// What has happened in a crowd.
struct CrowdCounts: CustomStringConvertible {
  private var ends: [String: [Int32: Int]] = [:]

  mutating func add(_ work: Crowd.Work, _ code: Int32) {
    let name = if case .backup = work { "backups" } else { "\(work)s" }
    ends[name, default: [:]][code, default: 0] += 1
  }

  private func count(_ name: String, _ code: Int32) -> Int { ends[name]?[code] ?? 0 }

  /// Whether there was something to lose, and somebody to lose it.
  var areEnough: Bool {
    count("backups", 0) >= 12 && count("prunes", 0) >= 2 && count("forgets", 0) >= 1
      && count("backups", 128 + SIGKILL) >= 2
  }

  var description: String {
    ends.sorted { $0.key < $1.key }.map { name, codes in
      let total = codes.values.reduce(0, +)
      let killed = codes[128 + SIGKILL] ?? 0
      let busy = codes[11] ?? 0
      return "\(total) \(name) (\(killed) killed, \(busy) busy)"
    }.joined(separator: ", ")
  }
}
