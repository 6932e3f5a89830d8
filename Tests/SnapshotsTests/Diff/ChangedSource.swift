import Format
import Pipelines
import Repository
import Storage
import SystemPackage
import TestSupport
import Testing

@testable import Snapshots

/// A source that is saved again and again, and what comparisons say of the snapshots.
final class ChangedSource {
  let source: SourceFolder
  let storage: any Storage
  private let base: TestRepository
  private var hours: Int64 = 0

  init(_ storage: (MemoryStorage) -> any Storage = { $0 }) throws {
    base = try TestRepository.small.get()
    self.storage = storage(MemoryStorage(base.files))
    source = try SourceFolder()
  }

  var client: Client { Client(repository: base.on(storage), workers: 1) }

  /// A snapshot that is newer than all before it, and than every file.
  @discardableResult
  func save(_ sources: [FilePath]? = nil) throws -> SnapshotID {
    hours += 1
    let clock = StoppedClock(4_000_000_000 + hours * 3_600)
    return try Client(repository: base.on(storage, clock: clock), workers: 1)
      .backup(sources ?? [source.path]).id
  }

  /// An earlier one once more as the newest, which says that these paths could not be read.
  func save(again id: SnapshotID, unreadable paths: [String]) throws {
    hours += 1
    var snapshot = try view(id).snapshot.snapshot
    snapshot.time = StoppedClock(4_000_000_000 + hours * 3_600).now
    let listed = paths.map {
      UnreadablePath(path: Array(source.location($0).utf8), reason: "I/O error")
    }
    snapshot.unreadable = UnreadableEntries(total: UInt64(paths.count), listed: listed)
    let session = try WriteSession(
      client.repository, purpose: .copy, indexFolder: IndexFolder(nil))
    _ = try session.commit(snapshot)
  }

  func view(_ id: SnapshotID, cache: FrameCache = FrameCache()) throws -> SnapshotView {
    let reading = try client.read()
    let snapshot = try #require(reading.catalog.snapshots.first { $0.id == id })
    return try SnapshotView(snapshot, client.repository, index: reading.index, cache: cache)
  }

  func tree(_ id: SnapshotID, at path: String = "") throws -> SnapshotTree {
    let view = try view(id)
    return SnapshotTree(try view.entry(at: Array(path.utf8)), in: view)
  }

  func diff(
    _ old: SnapshotID, _ new: SnapshotID, _ selection: DiffSelection = DiffSelection(),
    maxHeldBytes: Int = 1 << 20
  ) throws -> Difference {
    try Difference(
      SnapshotDiff(
        from: tree(old), to: tree(new), selection, cancellation: Cancellation(),
        counters: DiffCounters(), maxHeldBytes: maxHeldBytes))
  }

  /// With the folder as it is now.
  func diff(
    _ old: SnapshotID, _ reading: LiveContents.Reading = .whereTimesDiffer,
    _ selection: DiffSelection = DiffSelection(), roots: LiveTree.Roots? = nil
  ) throws -> Difference {
    let name = try #require(FileName("root".utf8))
    let live = try live(roots ?? .one(source.path, fileName: name), reading)
    return try Difference(
      SnapshotDiff(
        from: tree(old), to: live, selection, cancellation: Cancellation(),
        counters: DiffCounters()))
  }

  func live(
    _ roots: LiveTree.Roots, _ reading: LiveContents.Reading,
    _ cancellation: Cancellation = Cancellation()
  ) throws -> LiveTree {
    let state = try client.read()
    let any = try #require(state.catalog.snapshots.first)
    let view = try SnapshotView(
      any, client.repository, index: state.index, cache: FrameCache())
    let contents = try LiveContents(
      roots, reading, client.repository, state, for: view, cancellation: cancellation,
      counters: DiffCounters())
    return try LiveTree(roots, LiveTree.Bounds(), contents: contents)
  }
}

/// A comparison that has come to its end.
struct Difference {
  let changes: [TreeChange]
  let totals: DiffTotals
  let unreadable: [UnreadablePath]

  init<New: ComparedTree>(_ diff: SnapshotDiff<New>) throws {
    var diff = diff
    var changes: [TreeChange] = []
    while let change = try diff.next() { changes.append(change) }
    self.changes = changes
    totals = diff.totals
    unreadable = diff.unreadable
  }

  /// A word or two for each, "+ a", "R a -> b", "m a mode".
  var lines: [String] { changes.map(\.line) }
}

extension TreeChange {
  var line: String {
    let path = String(decoding: path, as: UTF8.self)
    let attributes = attributes.map { "\($0)".prefix { $0 != "(" } }.joined(separator: " ")
    switch kind {
    case .added: return "+ \(path)"
    case .removed: return "- \(path)"
    case .contents: return "M \(path) \(attributes)"
    case .metadata: return "m \(path) \(attributes)"
    case .renamed: return "R \(String(decoding: oldPath ?? [], as: UTF8.self)) -> \(path)"
    }
  }
}
