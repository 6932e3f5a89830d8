import FileTree
import Format
package import Pipelines
package import Repository
import SystemPackage

/// Compares files on the disk with what a snapshot says of them.
package final class LiveContents {
  /// When the bytes of files are read that have the right size.
  package enum Reading: Sendable {
    /// Where the time is another: equal sizes and times are taken for equal contents.
    case whereTimesDiffer
    case always
  }

  /// Of files of one size with several chunks each, as many are tried.
  private static let maxCandidates = 16

  private let roots: LiveTree.Roots
  private let reading: Reading
  private let comparison: FileComparison
  private let cancellation: Cancellation
  private let counters: DiffCounters
  /// The folder that was opened last by its path: neighbours follow.
  private var last: (path: [UInt8], folder: OpenFolder)?

  /// Files are compared with those of the view.
  package convenience init(
    _ roots: LiveTree.Roots, _ reading: Reading, _ repository: Repository,
    _ state: RepositoryReading, for view: SnapshotView, cancellation: Cancellation,
    counters: DiffCounters
  ) throws(RepositoryError) {
    try self.init(
      roots, reading, FileComparison(repository, index: state.index, view.trees),
      cancellation: cancellation, counters: counters)
  }

  init(
    _ roots: LiveTree.Roots, _ reading: Reading, _ comparison: FileComparison,
    cancellation: Cancellation, counters: DiffCounters
  ) {
    self.roots = roots
    self.reading = reading
    self.cancellation = cancellation
    self.counters = counters
    self.comparison = comparison
  }

  /// Whether the file holds what the node says. Throws `Errno` where it cannot be read.
  func areThose(of node: Node, _ entry: LiveEntry, at path: [UInt8]) throws -> Bool {
    guard node.size == entry.facts.size else { return false }
    let looksEqual = reading == .whereTimesDiffer && entry.facts.modified.isSame(as: node.modified)
    if looksEqual || node.size == 0 { return true }
    return try haveEqualBytes(node, entry, at: path)
  }

  /// The chunks of the file if one in the group has the same contents, whatever the times are.
  func chunks(
    of entry: LiveEntry, at path: [UInt8], amongThoseOf group: FilesOfOneSize
  ) throws -> [ChunkID]? {
    if group.nodes.contains(where: \.isOneChunk), let length = Int(exactly: entry.facts.size),
      length <= Limits.maxChunkBytes
    {
      let file = try open(entry, at: path)
      counters.add(bytes: length)
      if let id = try comparison.id(of: length, at: 0, file), group.contains([id]) { return [id] }
    }
    let others = group.nodes.lazy.filter { !$0.isOneChunk }.prefix(Self.maxCandidates)
    return try others.first { node in
      do {
        return try haveEqualBytes(node, entry, at: path)
      } catch let error as RepositoryError where error.code == .damaged {
        // Nobody can tell any more.
        return false
      }
    }?.ids
  }

  private func haveEqualBytes(
    _ node: Node, _ entry: LiveEntry, at path: [UInt8]
  ) throws -> Bool {
    let file = try open(entry, at: path)
    var isEqual = true
    var end: UInt64 = 0
    try comparison.forEachChunk(of: node, in: file) { _, offset, isSame in
      try cancellation.check()
      counters.add(bytes: Int(clamping: offset - end))
      end = offset
      isEqual = isSame
      return isSame
    }
    return isEqual
  }
}

// MARK: opening

extension LiveContents {
  private func open(_ entry: LiveEntry, at path: [UInt8]) throws(Errno) -> OpenFile {
    let folder: OpenFolder
    if let open = entry.folder { folder = open } else { folder = try self.folder(above: path) }
    guard let name = entry.ownName else { throw .isDirectory }
    let file = try folder.openFile(name)
    guard file.statusWhenOpened.isSameEntry(as: entry.status) else { throw .staleNFSFileHandle }
    file.adviseSequential()
    return file
  }

  /// The folder that holds the entry at a path relative to the roots. No link on the way to it is
  /// followed.
  private func folder(above path: [UInt8]) throws(Errno) -> OpenFolder {
    let end = path.lastIndex(of: UInt8(ascii: "/")) ?? 0
    let wanted = Array(path[..<end])
    if let last, last.path == wanted { return last.folder }
    var names = path.split(separator: UInt8(ascii: "/"))[...]
    names.removeLast()
    var folder: OpenFolder
    switch roots {
    case .one(let root, _): folder = try OpenFolder.open(root)
    case .several(let roots):
      let name = names.popFirst()
      guard let root = roots.first(where: { $0.name.bytes[...] == name }) else {
        throw .noSuchFileOrDirectory
      }
      folder = try OpenFolder.open(root.path)
    }
    for name in names {
      guard let name = FileName(name) else { throw .noSuchFileOrDirectory }
      folder = try folder.openFolder(name)
    }
    last = (wanted, folder)
    return folder
  }
}

extension Node {
  /// Whether it is a file whose bytes are one chunk.
  fileprivate var isOneChunk: Bool { inlineDataChunks.count == 1 }
}
