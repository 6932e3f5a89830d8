import FileTree
import Format
import Pipelines
import Repository
import SystemPackage

/// Walks the sources and deals out work: what is unchanged as it is, the rest to be read. Runs on
/// one thread, in step with the consumer.
final class BackupWalk {
  /// An item ends when it is worth about a frame, or keeps this many handles or nodes.
  private static let itemBytes: UInt64 = 1 << 20
  private static let itemSteps = 512
  /// What an entry counts for besides its bytes.
  private static let entryBytes: UInt64 = 4096
  private static let itemFolders = 48

  private let request: BackupRequest
  private let compared: ComparedSnapshot
  private let cache: any ScanCache
  private let cutting: Cutting
  private var pending: [SourceNames.Source]
  private var source: SourceWalk?
  private var cutter: FileCutter?
  private let links: HardLinks
  private let counters: BackupCounters
  /// The entry that was met last, for whoever shows progress.
  private var place: EntryPlace?
  /// Bytes of all that lies behind, read or not: the same in every walk of these sources.
  private var position: UInt64 = 0
  private(set) var selected: SelectedWalk

  init(
    _ request: BackupRequest, sources: SourceNames, compared: ComparedSnapshot,
    cache: any ScanCache, cutting: Cutting, links: HardLinks, counters: BackupCounters
  ) {
    self.request = request
    self.compared = compared
    self.cache = cache
    self.cutting = cutting
    self.links = links
    self.counters = counters
    selected = SelectedWalk(request.selection, own: request.leftOut)
    pending = sources.sources.reversed()
  }

  /// The next stretch of the walk; `nil` after the last source.
  func next() throws(RepositoryError) -> WorkItem? {
    var item = WorkItem()
    defer { if let place { counters.note(place) } }
    if let share = request.share { share.pace.advance(share.runner, to: position) }
    while !isFull(item) {
      if let cutter {
        let step = cutter.nextStep()
        item.steps.append(step)
        position += step.spanBytes
        // A span is work enough.
        if step.isSpan { return item }
        self.cutter = nil
        continue
      }
      guard source != nil || startNextSource(&item) else { break }
      guard cutter == nil else { continue }
      guard let event = try source?.next() else {
        source = nil
        continue
      }
      try add(event, to: &item)
    }
    return item.steps.isEmpty ? nil : item
  }

  private func isFull(_ item: WorkItem) -> Bool {
    item.expectedBytes >= Self.itemBytes || item.steps.count >= Self.itemSteps
      || item.folders >= Self.itemFolders
  }

  /// `false` when there is none left.
  private func startNextSource(_ item: inout WorkItem) -> Bool {
    guard let next = pending.popLast() else { return false }
    if let stream = request.stream, next.path == stream.path {
      startStream(stream, next, &item)
      return true
    }
    let rows = request.reading == .changed ? cache.rows(of: next.path.bytes) : nil
    selected.begin(next.path)
    do throws(Errno) {
      source = try SourceWalk(
        next, rows: rows, compared: compared.node(named: next.name), trees: compared.trees,
        links: links)
    } catch {
      if error == .noSuchFileOrDirectory {
        selected.noteMissingSource()
      } else {
        item.steps.append(.failed(path: next.path.bytes, reason: error.clause))
      }
    }
    return true
  }
}

// MARK: events

extension BackupWalk {
  private func add(_ event: SourceWalk.Event, to item: inout WorkItem) throws(RepositoryError) {
    switch event {
    case .enter(let visit, let open):
      item.steps.append(.enter(visit, open))
      item.folders += 1
      guard selected.enter(visit.folder, open) else { return }
      source?.choose { selected.choice(of: $0) }
    case .leave(let visit): item.steps.append(.leave(visit))
    case .unchanged(let node):
      position += node.size + Self.entryBytes
      item.steps.append(.unchanged(node))
    case .link(let task, let link): item.steps.append(.link(task, link))
    case .entry(let task):
      place = task.place
      addEntry(task, to: &item)
    case .failed(let path, _) where selected.leavesOut(unreadable: path): break
    case .failed(let path, let error): item.steps.append(.failed(path, error))
    }
  }

  private func addEntry(_ task: EntryTask, to item: inout WorkItem) {
    guard task.status.kind == .file else { return item.steps.append(.other(task)) }
    guard task.status.size <= UInt64(cutting.smallFileBytes) else {
      return startCutting(task, &item)
    }
    item.steps.append(.file(task))
    position += task.status.size + Self.entryBytes
    // Opening and closing a file costs about as much as reading 16 KiB of it.
    item.expectedBytes += task.status.size + 4096
  }

  private func startStream(
    _ stream: StreamSource, _ source: SourceNames.Source, _ item: inout WorkItem
  ) {
    do throws(Errno) {
      let task = try stream.task(source, compared: compared.node(named: source.name))
      cutter = cutting.cutter(for: task, reading: stream.input, trees: compared.trees)
    } catch {
      item.steps.append(.failed(path: source.path.bytes, reason: error.clause))
    }
  }

  private func startCutting(_ task: EntryTask, _ item: inout WorkItem) {
    do throws(Errno) {
      cutter = try cutting.cutter(for: task, trees: compared.trees)
    } catch {
      item.steps.append(task.failed(error))
    }
  }
}
