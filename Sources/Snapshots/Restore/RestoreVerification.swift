import FileTree
import Format
import Pipelines
import Repository
import SystemPackage

/// Compares the target with the snapshot after a restore: kinds, targets of links, and every byte
/// of every file, read from the disk again.
struct RestoreVerification {
  private static let tasksPerWorker = 3
  private static let taskBytes: UInt64 = 4 << 20
  private static let taskEntries = 64

  /// An entry to be compared, and its path for the report.
  private struct Item: Sendable {
    let node: Node
    let folder: TargetFolder
    let path: [UInt8]
  }

  private enum Verdict: Sendable {
    case same
    case unlike(String)
    /// It cannot be read.
    case unknown(String)
  }

  private let repository: Repository
  private let reading: RepositoryReading
  private let request: RestoreRequest
  private let counters: RestoreCounters
  private let cancellation: Cancellation
  private let cache: FrameCache

  init(
    _ repository: Repository, _ reading: RepositoryReading, _ request: RestoreRequest,
    _ counters: RestoreCounters, _ cancellation: Cancellation, _ cache: FrameCache
  ) {
    self.repository = repository
    self.reading = reading
    self.request = request
    self.counters = counters
    self.cancellation = cancellation
    self.cache = cache
  }

  /// What was not restored is in the report already and is not compared.
  func run(_ roots: [RestoreRoot], _ trees: TreeReader, _ ledger: RestoreLedger) throws {
    let report = ledger.report
    let passedOver = Set(report.failed.map(\.path) + report.kept.map(\.path))
    for root in roots {
      guard
        let target = try RestoreTarget.existing(
          root.target, random: repository.surroundings.random, shelf: FolderShelf())
      else { continue }
      var walk = ComparedWalk(
        root, target.writer.target, trees, request.selection, passedOver: passedOver)
      try orderedMap(
        workers: request.workers, limit: request.workers * Self.tasksPerWorker,
        cancellation: cancellation,
        next: { try next(&walk, ledger) },
        makeState: { [repository, reading, cache] in
          let reader = try ChunkReader(repository, renewal: reading.renewal, cache: cache)
          return try FileComparison(repository, index: reading.index, TreeReader(reader))
        },
        transform: { comparison, items in
          try items.map { ($0.path, try Self.verdict($0, comparison)) }
        },
        consume: { Self.note($0, in: ledger) })
    }
  }

  private static func note(_ outcomes: [([UInt8], Verdict)], in ledger: RestoreLedger) {
    for (path, verdict) in outcomes {
      switch verdict {
      case .same: ledger.report.verified += 1
      case .unlike(let reason): ledger.report.unlike.append(.init(path: path, reason: reason))
      case .unknown(let reason):
        ledger.report.failed.append(.init(path: path, reason: "not compared: \(reason)"))
      }
    }
  }

  private func next(_ walk: inout ComparedWalk, _ ledger: RestoreLedger) throws -> [Item]? {
    var items: [Item] = []
    var bytes: UInt64 = 0
    while items.count < Self.taskEntries, bytes < Self.taskBytes {
      try cancellation.check()
      switch walk.next() {
      case nil: return items.isEmpty ? nil : items
      case .unlike(let path, let reason)?:
        ledger.report.unlike.append(.init(path: path, reason: reason))
      case .entry(let node, let folder, let path)?:
        items.append(Item(node: node, folder: folder, path: path))
        bytes += node.size
      }
    }
    return items
  }

  private static func verdict(
    _ item: Item, _ comparison: FileComparison
  ) throws -> Verdict {
    do {
      let folder = try item.folder.open().folder
      let there = try folder.status(of: item.node.name)
      guard there.kind == item.node.kind else { return .unlike("it is of another kind") }
      switch item.node.content {
      case .symlink(let target):
        return try folder.readLink(item.node.name) == target
          ? .same : .unlike("it leads elsewhere")
      case .file:
        try comparison.open(item.node, there, in: folder).dropCache()
        return try comparison.isEqual(item.node, there, in: folder)
          ? .same : .unlike("its contents are others")
      case .blockDevice(let major, let minor), .characterDevice(let major, let minor):
        let device = UInt64(major) << 32 | UInt64(minor)
        return there.specialDevice == device ? .same : .unlike("it is another device")
      case .fifo, .socket, .folder: return .same
      }
    } catch let error as Errno {
      return error == .noSuchFileOrDirectory ? .unlike("it is missing") : .unknown(error.clause)
    } catch let error as RepositoryError where error.code == .damaged {
      return .unknown(error.problem)
    }
  }
}
