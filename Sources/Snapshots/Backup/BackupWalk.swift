import FileTree
import Format
import Pipelines
import Repository
import SystemPackage

/// Takes what the walk of the sources meets and deals out work: what is unchanged as it is, the
/// rest to be read. Runs on one thread, in step with the consumer.
final class BackupWalk {
  /// An item ends when it fills a frame, or keeps this many handles or steps: the smaller the
  /// frames, the worse they compress (5 % for those of a third).
  private static let itemBytes: UInt64 = 1 << 20
  private static let itemSteps = 1_024
  /// What an entry counts for besides its bytes.
  private static let entryBytes: UInt64 = 4096
  private static let maxItemFolders = 128

  private let itemFolders: Int
  private let request: BackupRequest
  private let walk: RecalledWalk
  /// Steps that were taken from it.
  private var taken: ArraySlice<RecalledWalk.Step> = []
  private let compared: ComparedSnapshot
  private let cutting: Cutting
  private var source: SourceWalk?
  private var cutter: FileCutter?
  private let links: HardLinks
  private let counters: BackupCounters
  /// The entry that was met last, for whoever shows progress.
  private var place: EntryPlace?
  /// Bytes of all that lies behind, read or not: the same in every walk of these sources.
  private var position: UInt64 = 0
  /// After the end: what was left out.
  private(set) var selected: SelectedWalk

  init(
    _ request: BackupRequest, _ walk: RecalledWalk, compared: ComparedSnapshot,
    cutting: Cutting, links: HardLinks, counters: BackupCounters
  ) {
    self.request = request
    self.walk = walk
    self.compared = compared
    self.cutting = cutting
    self.links = links
    self.counters = counters
    selected = SelectedWalk(request.selection, own: request.leftOut)
    itemFolders = StartedWalk.folders(
      atMost: Self.maxItemFolders, of: request, share: 16 * request.workers)
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
      if let event = try source?.next() {
        add(event, to: &item)
        continue
      }
      guard let step = nextStep() else { break }
      try add(step.step, step.recalled, to: &item)
    }
    return item.steps.isEmpty ? nil : item
  }

  private func isFull(_ item: WorkItem) -> Bool {
    item.expectedBytes >= Self.itemBytes || item.steps.count >= Self.itemSteps
      || item.folders >= itemFolders
  }

  private func nextStep() -> RecalledWalk.Step? {
    if taken.isEmpty { taken = walk.take()[...] }
    return taken.popFirst()
  }
}

// MARK: steps

extension BackupWalk {
  private func add(
    _ step: SourceStep, _ recalled: RecalledFolder?, to item: inout WorkItem
  ) throws(RepositoryError) {
    switch step {
    case .source(let next): begin(next, &item)
    case .single(let next, let entry, let parent):
      begin(next, &item)
      if let event = try source?.single(entry, in: parent) { add(event, to: &item) }
    case .unreadableSource(let next, let error):
      item.steps.append(.failed(path: next.path.bytes, reason: error.clause))
    case .enter(let folder, let open):
      guard let recalled, let visit = source?.enter(folder, recalled) else { return }
      item.steps.append(.enter(visit, open))
      item.folders += 1
    case .entries(let stretch): source?.begin(stretch)
    case .leave:
      guard let left = source?.leave() else { return }
      item.steps.append(.leave(left.visit, isRowTrue: left.isRowTrue))
    case .failed(let path, let error):
      item.steps.append(.failed(source?.absolutePath(of: path) ?? path, error))
    case .end(let selected): self.selected = selected
    }
  }

  private func begin(_ next: SourceNames.Source, _ item: inout WorkItem) {
    if let stream = request.stream, next.path == stream.path {
      return startStream(stream, next, &item)
    }
    source = SourceWalk(
      next, compared: compared.node(named: next.name), trees: compared.trees, links: links)
  }

  private func add(_ event: SourceWalk.Event, to item: inout WorkItem) {
    switch event {
    case .same(let tally, let bytes):
      position += bytes + UInt64(tally.files) * Self.entryBytes
      item.steps.append(.same(tally, bytes: bytes))
    case .unchanged(let files):
      position += files.bytes + UInt64(files.nodes.count) * Self.entryBytes
      item.steps.append(.unchanged(files))
    case .link(let task, let link): item.steps.append(.link(task, link))
    case .entry(let task):
      place = task.place
      addEntry(task, to: &item)
    }
  }

  private func addEntry(_ task: EntryTask, to item: inout WorkItem) {
    guard task.status.kind == .file else { return item.steps.append(.other(task)) }
    guard task.status.size <= UInt64(cutting.wholeFileBytes) else {
      return startCutting(task, &item)
    }
    item.steps.append(.file(task))
    position += task.status.size + Self.entryBytes
    item.expectedBytes += task.status.size
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
