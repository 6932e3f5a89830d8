import Format
import Glibc
import Pipelines
import Repository
import Snapshots
import Storage
import SystemPackage
import TestSupport

@testable import Mirror

/// A root on a disk, made as a tree in words says, by plain calls of libc.
struct RealRoot {
  let folder: SourceFolder

  init(_ name: String) throws {
    folder = try SourceFolder(name)
  }

  var path: FilePath { folder.path }

  /// What is in it now, as calls of libc see it.
  func model() throws -> ModelTree { try ModelTree(folder: path) }

  /// Everything in it goes, and what the tree has comes.
  func become(_ tree: MirrorTree) throws {
    for name in try model().entries.keys where !name.isEmpty && !name.contains("/") {
      runProgram("/bin/rm", ["-rf", folder.location(name)])
    }
    let entries = tree.entries.sorted { $0.key < $1.key }
    for (path, node) in entries where path != .root { try make(node, at: Self.text(path)) }
    for (path, node) in entries.reversed() { try finish(node, at: Self.text(path)) }
  }

  static func text(_ path: MirrorPath) -> String {
    path.names.map(\.lossyText).joined(separator: "/")
  }

  /// A content with a number, as bytes; every number has its own, of its own length.
  static func bytes(_ number: UInt64) -> [UInt8] {
    var random = SeededGenerator(seed: number)
    return random.bytes(Int(number % 1_000) * 7)
  }

  private func make(_ node: MirrorNode, at path: String) throws {
    switch node.content {
    case .file(_, let size): try folder.file(path, Self.bytes(size))
    case .folder, .sealed: try folder.folder(path)
    case .symlink(let target, _): try folder.link(path, to: "to-\(target)")
    case .special(.socket, _): try folder.special(path, mode: S_IFSOCK | 0o600)
    case .special: try folder.fifo(path)
    case .unknown: break
    }
  }

  private func finish(_ node: MirrorNode, at path: String) throws {
    guard !node.isUnknown else { return }
    let location = folder.location(path)
    let metadata = node.metadata
    if isSuperuser { lchown(location, metadata.userID, metadata.groupID) }
    if case .symlink = node.content {
    } else {
      try folder.mode(path, mode_t(metadata.permissions | (node.isFolder ? 0o700 : 0)))
    }
    if node.isFolder || node.bytes > 0 {
      for attribute in metadata.attributes {
        let name = "user." + String(decoding: attribute.name, as: UTF8.self)
        try folder.attribute(path, name, attribute.value)
      }
    }
    try folder.modified(path, seconds: Int(metadata.modified.seconds))
  }
}

/// Two roots on a disk, a repository, and what is remembered between runs.
final class RealPair {
  let a, b: RealRoot
  var client: Client
  let clock = TestClock()
  let cache = MemoryScanCache()
  var baseline: SnapshotID?
  private var lost: [Side: MirrorRoot.Held] = [:]

  init(workers: Int = 1, _ test: TestRepository? = nil) throws {
    a = try RealRoot("a")
    b = try RealRoot("b")
    let test = try test ?? TestRepository.small.get()
    client = Client(repository: test.on(MemoryStorage(test.files), clock: clock), workers: workers)
  }

  func request(_ change: (inout MirrorRequest) -> Void = { _ in }) -> MirrorRequest {
    var a = MirrorRequest.Root(a.path, label: RootLabel("A"))
    var b = MirrorRequest.Root(b.path, label: RootLabel("B"))
    (a.lost, b.lost) = (lost[.a, default: []], lost[.b, default: []])
    var request = MirrorRequest(
      a: a, b: b, set: "mirror a b", workers: client.workers, mayGiveAway: isSuperuser)
    change(&request)
    return request
  }

  func prepare(
    _ change: (inout MirrorRequest) -> Void = { _ in },
    probe: @escaping CallProbe = { (_, _, _) throws(Errno) in },
    sealing: MirrorTreeReader.Sealing = .sealed
  ) throws -> PreparedMirror {
    clock.advance(seconds: 60)
    var run = MirrorRun(
      client.repository, request(change), baseline: baseline, indexFolder: IndexFolder(nil),
      cancellation: client.cancellation, counters: MirrorCounters())
    run.probe = probe
    run.sealing = sealing
    return try run.prepare(cache)
  }

  /// A whole run, of whatever size; remembers the baseline.
  @discardableResult
  func run(
    _ change: (inout MirrorRequest) -> Void = { _ in },
    probe: @escaping CallProbe = { (_, _, _) throws(Errno) in }
  ) throws -> MirrorResult {
    try finish(try prepare(change, probe: probe))
  }

  @discardableResult
  func finish(_ prepared: PreparedMirror) throws -> MirrorResult {
    clock.advance(seconds: 1)
    let result = try prepared.perform(try JudgedPlan(prepared.plan, by: .none))
    baseline = result.baseline
    for loss in result.losses { lost[loss.side, default: []].insert(loss.attribute) }
    return result
  }

  /// A first run that leaves both sides as `tree`.
  func agree(on tree: MirrorTree) throws {
    try a.become(tree)
    try b.become(tree)
    try run()
  }

  func undo(
    _ result: MirrorResult, _ changes: PreparedUndo.LaterChanges = .kept
  ) throws -> (prepared: PreparedUndo, result: UndoResult) {
    clock.advance(seconds: 60)
    let undo = MirrorUndo(
      client.repository, request(),
      undoing: MirrorUndo.Undone(before: result.before, agreed: result.baseline),
      indexFolder: IndexFolder(nil), cancellation: client.cancellation,
      counters: MirrorCounters())
    let prepared = try undo.prepare(cache)
    return (prepared, try prepared.perform(changes))
  }

  /// Where the sides differ, a line a path.
  func differences() throws -> [String] { try a.model().differences(from: b.model()) }
}

extension Rails {
  static let none: Rails = {
    var rails = Rails()
    rails.allowed = [.emptyRoot, .massChange]
    return rails
  }()
}

extension ModelTree {
  /// The bytes of all files.
  var contents: Set<[UInt8]> { Set(files.values) }

  /// Names of a run that did not end.
  var leftovers: [String] { entries.keys.filter { $0.contains(".martlet-") }.sorted() }
}
