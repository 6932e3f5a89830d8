import FileTree
import Format
import Repository
import SystemPackage

/// A stretch of a restore for one worker.
enum RestoreTask: Sendable {
  case entries([EntryWork])
  /// In the order in which they are read.
  case chunks([PlacedChunk])
}

/// Deals out what the walk finds, a window at a time: in a window chunks come in the order of their
/// frames. Runs on the conducting thread.
///
/// A window bounds what is in memory and how many files are written at once: each holds a
/// descriptor.
final class RestoreDealer {
  private static let windowEntries = 16_384
  private static let windowChunks = 65_536
  private static let windowLargeFiles = max(4, min(128, DescriptorLimit.now / 8))
  private static let taskEntries = 256
  /// Files with the same contents share them from here on, where the file system can.
  static let leastSharedBytes: UInt64 = 128 << 10

  /// A file of which not all chunks are planned.
  private struct Unplanned {
    let file: FileInProgress
    var chunks: ChunkCursor
    var offset: UInt64 = 0
  }

  private struct Window {
    var work: [EntryWork] = []
    var order = FrameOrder()
    /// Files of one chunk.
    var smallFiles = 0
    var largeFiles = 0

    var isFull: Bool {
      work.count + smallFiles >= RestoreDealer.windowEntries
        || order.count >= RestoreDealer.windowChunks
        || largeFiles >= RestoreDealer.windowLargeFiles
    }
  }

  private let request: RestoreRequest
  private let walk: RestoreWalk
  private let ledger: RestoreLedger
  private let index: ChunkIndex
  private let trees: TreeReader
  private let attributes: RestoredAttributes
  private var tasks: ArraySlice<RestoreTask> = []
  private var unplanned: Unplanned?
  /// To be restored with their contents.
  private var again: [RestoredEntry] = []
  /// To be made from others.
  private var followers: [EntryWork] = []
  private var links = RestoreLeaders<UInt64>()
  private var contents = RestoreLeaders<Node.Content>()
  /// Until the file system says that it cannot.
  private var mayShare = true

  init(
    _ request: RestoreRequest, _ walk: RestoreWalk, _ ledger: RestoreLedger, _ index: ChunkIndex,
    _ trees: TreeReader, _ attributes: RestoredAttributes
  ) {
    self.request = request
    self.walk = walk
    self.ledger = ledger
    self.index = index
    self.trees = trees
    self.attributes = attributes
  }

  /// The next task; `nil` when there is none before others are settled.
  func next() throws -> RestoreTask? {
    if tasks.isEmpty { tasks = try window() }
    return tasks.popFirst()
  }

  /// Whether what was settled last has left something to do.
  var hasMore: Bool { !again.isEmpty || !followers.isEmpty || unplanned != nil }

  private func window() throws -> ArraySlice<RestoreTask> {
    var window = Window()
    while !window.isFull {
      if unplanned != nil {
        plan(&window)
      } else if let entry = again.popLast() {
        read(entry, &window)
      } else if let work = followers.popLast() {
        window.work.append(work)
      } else if let found = try walk.next() {
        deal(found, &window)
      } else {
        break
      }
    }
    var tasks: [RestoreTask] = []
    var rest = window.work[...]
    while !rest.isEmpty {
      tasks.append(.entries(Array(rest.prefix(Self.taskEntries))))
      rest = rest.dropFirst(Self.taskEntries)
    }
    return (tasks + window.order.tasks().map(RestoreTask.chunks))[...]
  }
}

// MARK: dealing

extension RestoreDealer {
  private func deal(_ found: RestoreWalk.Found, _ window: inout Window) {
    let node = found.node
    let decision = found.there.map {
      RestoreDecision(node, $0, request.overwriting).made(of: node, by: request.comparison)
    }
    if case .keep(let reason)? = decision {
      return ledger.keep(found.folder.path(of: node.name), reason)
    }
    guard let target = found.folder.target else { return plan(found) }
    let isFree = decision == nil || decision == .folderInTheWay
    let entry = RestoredEntry(
      node: node, folder: target, folderNumber: found.folder.number,
      existing: isFree || request.overwriting == .never ? .keep : .replace)
    ledger.deal(entry)
    if decision == .folderInTheWay {
      guard makeRoom(for: entry, in: found.folder) else { return }
      return arrive(entry, over: nil, nil, &window)
    }
    arrive(entry, over: found.there, decision, &window)
  }

  /// What has no folder yet would be made.
  private func plan(_ found: RestoreWalk.Found) {
    ledger.plan(found.node, in: found.folder)
  }

  /// Removes a folder whose name something else is to have, if what is too much is to go.
  private func makeRoom(for entry: RestoredEntry, in folder: RestoredFolder) -> Bool {
    guard request.surplus == .isDeleted else {
      settle(entry, .failed(reason: "a folder is in its place", isDamage: false))
      return false
    }
    do throws(Errno) {
      guard try ledger.remove(entry.node.name, of: folder) else { throw .directoryNotEmpty }
      ledger.report.deleted += 1
      ledger.tell(.delete, folder.path(of: entry.node.name))
      return true
    } catch {
      settle(
        entry, .failed(reason: "a folder is in its place: \(error.clause)", isDamage: false))
      return false
    }
  }

  private func arrive(
    _ entry: RestoredEntry, over there: FileStatus?, _ decision: RestoreDecision?,
    _ window: inout Window
  ) {
    // A newer link that stays may be one for itself.
    let mayStay = decision == .compare(.isKept)
    if let group = entry.node.hardLinkGroup, request.effect != .planned, !mayStay {
      switch links.role(of: entry, in: group) {
      case .leads: break
      case .waits: return
      case .follows(let place):
        return window.work.append(EntryWork(entry: entry, action: .link(place)))
      }
    }
    switch (decision, there) {
    case (.adjust?, let there?):
      window.work.append(EntryWork(entry: entry, action: .adjust(there)))
    case (.compare(let difference)?, let there?):
      let work = EntryWork(entry: entry, action: .compare(there, difference))
      window.work.append(revision(of: entry, there) ?? work)
    case (.replace?, let there?) where there.kind == .file && revision(of: entry, there) != nil:
      window.work.append(EntryWork(entry: entry, action: .revise(there)))
    default: make(entry, &window)
    }
  }

  /// A large file of which the target has an older version keeps what is the same, where the file
  /// system can share it.
  private func revision(of entry: RestoredEntry, _ there: FileStatus) -> EntryWork? {
    guard mayShare, request.effect != .planned, there.size == entry.node.size,
      entry.node.size >= Self.leastSharedBytes, entry.node.ids.count > 1
    else { return nil }
    return EntryWork(entry: entry, action: .revise(there))
  }

  private func make(_ entry: RestoredEntry, _ window: inout Window) {
    guard request.effect != .planned else { return settle(entry, .made([], nil)) }
    guard case .file(let size, _, _, _) = entry.node.content, size > 0 else {
      return window.work.append(EntryWork(entry: entry, action: .make))
    }
    guard mayShare, size >= Self.leastSharedBytes else { return read(entry, &window) }
    switch contents.role(of: entry, in: entry.node.content) {
    case .leads: read(entry, &window)
    case .waits: break
    case .follows(let place):
      window.work.append(EntryWork(entry: entry, action: .share(place)))
    }
  }
}

// MARK: contents

extension RestoreDealer {
  private func read(_ entry: RestoredEntry, _ window: inout Window) {
    guard request.effect != .planned else { return settle(entry, .made([], nil)) }
    guard entry.node.kind == .file, entry.node.size > 0 else {
      return window.work.append(EntryWork(entry: entry, action: .make))
    }
    if case .file(let size, let ids, false, _) = entry.node.content, ids.count == 1 {
      guard let location = index.location(of: ids[0]) else { return fail(entry, Self.isNowhere) }
      guard UInt64(location.rawLength) == size else { return fail(entry, Self.doesNotAddUp) }
      window.smallFiles += 1
      return add(.whole(entry), location, &window)
    }
    window.largeFiles += 1
    unplanned = Unplanned(file: FileInProgress(entry), chunks: ChunkCursor(entry.node, trees))
  }

  /// Plans as many chunks of the file as the window holds.
  private func plan(_ window: inout Window) {
    guard var plan = unplanned else { return }
    unplanned = nil
    do throws(RepositoryError) {
      while let id = try plan.chunks.next() {
        guard let location = index.location(of: id) else { throw Self.isNowhere }
        guard plan.offset + UInt64(location.rawLength) <= plan.file.entry.node.size else {
          throw Self.doesNotAddUp
        }
        plan.file.addChunk()
        add(.part(plan.file, offset: plan.offset), location, &window)
        plan.offset += UInt64(location.rawLength)
        if window.order.count >= Self.windowChunks {
          unplanned = plan
          return
        }
      }
      guard plan.offset == plan.file.entry.node.size else { throw Self.doesNotAddUp }
      finishPlanning(plan.file)
    } catch {
      if plan.file.fail() { fail(plan.file.entry, error) }
    }
  }

  /// The workers may have been quicker.
  private func finishPlanning(_ file: FileInProgress) {
    guard let writer = file.finishOne() else { return }
    settle(file.entry, writer.finish(file.entry, attributes))
  }

  private func add(
    _ owner: PlacedChunk.Owner, _ location: ChunkLocation, _ window: inout Window
  ) {
    window.order.add(
      PlacedChunk(id: location.id, length: location.rawLength, owner: owner), location,
      origin: index.origin(of: location))
  }

  private func fail(_ entry: RestoredEntry, _ error: RepositoryError) {
    settle(entry, .failed(reason: error.problem, isDamage: error.code == .damaged))
  }

  private static let isNowhere = RepositoryError.damaged(
    "one of its chunks is in no pack that is there", at: "the index")
  /// [7.3-b]
  private static let doesNotAddUp = RepositoryError.damaged(
    "its chunks do not add up to its size", at: "its node")
}

// MARK: settling

extension RestoreDealer {
  func settle(_ settled: [SettledEntry]) {
    for one in settled { settle(one.entry, one.outcome) }
  }

  private func settle(_ entry: RestoredEntry, _ outcome: RestoredOutcome) {
    switch outcome {
    case .mustBeRead:
      return again.append(entry)
    case .cannotShare:
      mayShare = false
      again += contents.giveUp() + [entry]
      return
    case .cannotLink:
      if let group = entry.node.hardLinkGroup { links.replaceLeader(group) }
      ledger.report.losses.hardLinks += 1
      return again.append(entry)
    case .made(_, let place), .adjusted(_, let place), .same(let place):
      if let place { release(entry.node, place) }
    case .kept, .failed: giveUp(on: entry.node)
    }
    ledger.settle(entry, outcome)
  }

  /// Whoever waited for the entry is made from it.
  private func release(_ node: Node, _ place: RestoredPlace) {
    if let group = node.hardLinkGroup {
      followers += links.isThere(group, at: place)
        .map { EntryWork(entry: $0, action: .link(place)) }
    }
    guard mayShare, node.size >= Self.leastSharedBytes else { return }
    followers += contents.isThere(node.content, at: place)
      .map { EntryWork(entry: $0, action: .share(place)) }
  }

  /// Whoever waited for the entry has to do without it.
  private func giveUp(on node: Node) {
    if let group = node.hardLinkGroup {
      for entry in links.failed(group) {
        if case .leads = links.role(of: entry, in: group) { again.append(entry) }
      }
    }
    guard mayShare, node.size >= Self.leastSharedBytes else { return }
    again += contents.failed(node.content)
  }
}
