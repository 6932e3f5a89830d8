import FileTree
import Format
package import Pipelines
package import Repository
import SystemPackage

/// One restore: the contents of a folder of a snapshot, or one file of it, into a target folder.
///
/// ```
/// RestoreWalk -> orderedMap { RestoreWorker } -> report, then folders' attributes, then one sync
/// ```
///
/// Nothing outside the target is written. A file appears under its name when it is complete; when
/// this returns everything is durable.
package struct Restore: Sendable {
  private static let tasksPerWorker = 3

  private let repository: Repository
  private let reading: RepositoryReading
  private let snapshot: CatalogedSnapshot
  private let request: RestoreRequest
  private let cancellation: Cancellation
  private let counters: RestoreCounters

  package init(
    _ repository: Repository, _ reading: RepositoryReading, _ snapshot: CatalogedSnapshot,
    _ request: RestoreRequest, cancellation: Cancellation, counters: RestoreCounters
  ) {
    self.repository = repository
    self.reading = reading
    self.snapshot = snapshot
    self.request = request
    self.cancellation = cancellation
    self.counters = counters
  }

  /// Throws `RepositoryError` when the target cannot be used or is full, `Cancelled` when it was
  /// interrupted: what was restored by then stays. Everything else is in the report.
  package func run() throws -> RestoreReport {
    let cache = FrameCache()
    let view = try SnapshotView(snapshot, repository, index: reading.index, cache: cache)
    let entry = try view.entry(at: request.path)
    let target = try RestoreTarget(request.target, random: repository.surroundings.random)
    let walk = try RestoreWalk(view, entry, index: reading.index, target: target.writer.root)
    var report = RestoreReport()
    let attributes = RestoredAttributes()
    try orderedMap(
      workers: request.workers, limit: request.workers * Self.tasksPerWorker,
      cancellation: cancellation,
      next: { walk.next() },
      makeState: { [repository, reading, counters] in
        try RestoreWorker(
          repository, index: reading.index, cache: cache, attributes: attributes,
          counters: counters)
      },
      transform: { worker, task in try worker.perform(task) },
      consume: { outcomes in
        for outcome in outcomes { report.take(outcome, attributes) }
      })
    walk.finishFolders(attributes.attributes) { report.note($1, at: $0) }
    if let node = entry.node, node.kind == .folder, target.takesAttributes {
      report.note(target.writer.root.setAttributes(attributes.attributes(of: node)), at: [])
    }
    report.folders = walk.folderCount
    report.failed += walk.failures
    report.damaged += walk.damaged
    report.keptNewer += walk.keptNewer
    try target.sync()
    return report
  }
}

extension RestoreReport {
  mutating func take(_ outcome: RestoredOutcome, _ attributes: RestoredAttributes) {
    switch outcome {
    case .done(let entry, let failures):
      count(entry.node)
      note(failures, at: entry.path)
    case .keptNewer(let entry): keptNewer.append(entry.path)
    case .failed(let entry, let reason, let isDamage):
      fail(entry, reason, isDamage: isDamage)
    case .partDone: break
    case .end(let large): finish(large, attributes)
    }
  }

  /// A large file of which a part failed is in the report already.
  private mutating func finish(_ large: LargeFile, _ attributes: RestoredAttributes) {
    do throws(Errno) {
      let failures = try large.writer.finish(
        attributes.attributes(of: large.entry.node), existing: .replace)
      count(large.entry.node)
      note(failures, at: large.entry.path)
    } catch {
      guard error != .badFileDescriptor else { return }
      fail(large.entry, error.clause, isDamage: false)
    }
  }

  private mutating func fail(_ entry: RestoredEntry, _ reason: String, isDamage: Bool) {
    if failed.last?.path == entry.path { return }
    failed.append(Remark(path: entry.path, reason: reason))
    if isDamage { damaged += 1 }
  }

  private mutating func count(_ node: Node) {
    switch node.kind {
    case .file:
      files += 1
      bytes += node.size
    case .symlink: symlinks += 1
    case .folder: break
    case .fifo, .socket, .blockDevice, .characterDevice: others += 1
    }
  }

  /// Owners that an ordinary user cannot set are summed up; everything else is named.
  mutating func note(_ failures: [AttributeFailure], at path: [UInt8]) {
    for failure in failures {
      switch failure.attribute {
      case .owner: ownersNotSet += 1
      case .permissions: attributesNotSet.append(remark(path, "mode", failure.error))
      case .modified: attributesNotSet.append(remark(path, "time", failure.error))
      case .extended(let name):
        let text = "attribute \(String(decoding: name, as: UTF8.self))"
        attributesNotSet.append(remark(path, text, failure.error))
      }
    }
  }

  private func remark(_ path: [UInt8], _ what: String, _ error: Errno) -> Remark {
    Remark(path: path, reason: "\(what): \(error.clause)")
  }
}
