import FileTree
import Format
import SystemPackage

/// A stretch of the walk, for one worker: steps in walk order that together are worth a task.
struct WorkItem: Sendable {
  var steps: [WorkStep] = []
  /// Bytes that the worker will read.
  var expectedBytes: UInt64 = 0
  /// Folder handles it keeps open.
  var folders = 0
}

/// One step of the walk, and what the worker is to do about it.
enum WorkStep: Sendable {
  /// A folder begins; the worker reads its attributes.
  case enter(FolderVisit, OpenFolder)
  /// Its end, and whether its stored row still says what its files are.
  case leave(FolderVisit, isRowTrue: Bool)
  /// Known already, nothing to read.
  case unchanged(UnchangedFiles)
  /// The folder has these files and nothing else, and they are what they were.
  case same(FileTally, bytes: UInt64)
  /// Read, hash, store.
  case file(FileTask)
  /// A link, FIFO, socket or device: its node is made from what the system says.
  case other(EntryTask)
  /// A further name of an inode, which is read under its first.
  case link(EntryTask, HardLink)
  /// Some chunks of a file too large for one item.
  case span(FileSpan)
  /// Chunks of such a file that lie in a hole.
  case zeros(ZeroSpan)
  /// The end of such a file.
  case spansEnd(SpannedFile)
  /// Reading it failed half-way.
  case spansFailed(path: [UInt8], reason: String)
  case failed(path: [UInt8], reason: String)
  /// It was there when the folder was listed, and is no more.
  case vanished(path: [UInt8], reason: String)
}

/// A folder on its way through the pipeline.
final class FolderVisit: Sendable {
  let folder: WalkedFolder
  /// As the node is to be called: the source's name for the source itself.
  let name: FileName
  /// The source that the folder belongs to, as `ScanCache` knows it.
  let source: [UInt8]
  /// The tree of the same folder from before, the base for deltas.
  let previous: TreeReference?
  /// Nodes in it, if their number is known.
  let previousCount: Int?
  /// What its row says, if that row names `previous`.
  let recalled: RecalledFolder
  /// Its node in the folder above, from before.
  let previousNode: Node?

  init(
    _ folder: WalkedFolder, name: FileName, source: [UInt8], previous: PreviousFolder,
    previousNode: Node?
  ) {
    self.folder = folder
    self.name = name
    self.source = source
    self.previous = previous.tree
    previousCount = previous.count
    recalled = previous.recalled
    self.previousNode = previousNode
  }
}

/// An entry of a folder, and what is known about it from before. On its way through the pipeline it
/// is handed on a dozen times, so it is not a value of that many fields.
final class EntryTask: Sendable {
  let name: FileName
  /// As the node is to be called; differs for a source whose name another source has as well.
  let nodeName: FileName
  let status: FileStatus
  let parent: OpenFolder
  /// Absolute, for messages.
  let place: EntryPlace
  /// The same entry before, if it was of the same kind.
  let previous: Node?
  /// What the snapshot compared with has of that name.
  let compared: Node?
  /// Of what `previous` holds, if it is known.
  let fingerprint: Fingerprint?
  /// Of an entry that has other names.
  let link: HardLink?
  /// Whether `status` is what the folder was listed with.
  private let isAsListed: Bool

  init(
    name: FileName, nodeName: FileName, status: FileStatus, parent: OpenFolder, place: EntryPlace,
    previous: Node?, compared: Node?, fingerprint: Fingerprint? = nil, link: HardLink? = nil,
    isAsListed: Bool = true
  ) {
    self.name = name
    self.nodeName = nodeName
    self.status = status
    self.parent = parent
    self.place = place
    self.previous = previous
    self.compared = compared
    self.fingerprint = fingerprint
    self.link = link
    self.isAsListed = isAsListed
  }

  /// `isSteady` says whether the file is still what `status` says; `fingerprint` is that of what
  /// was read.
  func reading(_ isSteady: Bool, _ fingerprint: Fingerprint? = nil) -> Reading {
    let steadiness: Steadiness =
      !isSteady ? .unsteady : isAsListed ? .steady : .steadySinceOpened
    return Reading(steadiness: steadiness, fingerprint: fingerprint)
  }
}

extension WorkStep {
  /// What becomes of an entry or folder that cannot be opened.
  static func failed(_ path: [UInt8], _ error: Errno) -> WorkStep {
    if let reason = error.disappearance { return .vanished(path: path, reason: reason) }
    return .failed(path: path, reason: error.clause)
  }

  /// Bytes of the file that it stands for; 0 for everything that is no span.
  var spanBytes: UInt64 {
    switch self {
    case .span(let span): UInt64(span.chunkLengths.reduce(0, +))
    case .zeros(let span): UInt64(span.chunkBytes) * UInt64(span.chunks)
    default: 0
    }
  }

  /// Whether it is a part of a large file, and others follow.
  var isSpan: Bool {
    switch self {
    case .span, .zeros: true
    default: false
    }
  }
}

extension EntryTask {
  /// Absolute.
  var path: [UInt8] { place.path }

  /// The same for a file as it is now that it is opened, which may be a while after it was listed.
  ///
  /// What has other names, or is a large file now and was none, stays what was listed: it counts as
  /// changed while it was read.
  func opened(_ file: OpenFile, maxBytes: UInt64 = .max) -> EntryTask {
    let now = file.statusWhenOpened
    guard link == nil, now.linkCount == 1, now.size <= maxBytes, now != status else { return self }
    return EntryTask(
      name: name, nodeName: nodeName, status: now, parent: parent, place: place,
      previous: previous, compared: compared, fingerprint: fingerprint, isAsListed: false)
  }

  /// What becomes of an entry that cannot be read.
  func failed(_ error: Errno) -> WorkStep { .failed(path, error) }
}

/// A file that is read by the worker.
typealias FileTask = EntryTask

/// Whole chunks of a large file, cut by the thread that walks.
struct FileSpan: Sendable {
  let bytes: SpanBytes
  /// Where the span starts in the file.
  let offset: UInt64
  /// They add up to the bytes.
  let chunkLengths: [Int]
  let history: FileHistory?
}

/// Whole chunks of a large file that were not read, because they lie in a hole.
struct ZeroSpan: Sendable {
  let chunkBytes: Int
  let chunks: Int
}

/// A large file after its last span.
struct SpannedFile: Sendable {
  let task: EntryTask
  let size: UInt64
  let holes: [Hole]
  let attributes: [ExtendedAttribute]
  /// Why there are none, if they could not be read.
  let attributesProblem: Errno?
  let reading: Reading
}
