package import Format
import Glibc
package import SystemPackage

/// Hears of changes in a tree while it lives: a watch of inotify(7) for every folder of it.
///
/// Folders that come are watched as soon as that is heard of. Where the system grants no more
/// watches, the rest of the tree is not heard of, and `isWhole` says so. Temporary entries of this
/// program are not told. Links are not followed; what is mounted in the tree belongs to it.
///
/// Used by one thread at a time.
package final class TreeWatch {
  /// Decides by its path whether a folder is watched; those in one that is not are not asked for.
  package typealias Choice = @Sendable ([FileName]) -> Bool

  /// For poll(2): readable when there is something to hear.
  package let descriptor: CInt
  /// False once the system granted no more watches (`fs.inotify.max_user_watches`).
  package private(set) var isWhole = true

  /// Not held open: a root that is deleted would never be gone.
  private let root: FilePath
  private let rootStatus: FileStatus
  private let choice: Choice
  private var folders: [Int32: WatchedFolder] = [:]
  private var reader = FolderReader()
  private var buffer = [UInt8](repeating: 0, count: bufferBytes)

  private static let bufferBytes = 65_536
  /// Reading, opening and the access times that come of it are no changes.
  private static let mask = UInt32(
    IN_MODIFY | IN_ATTRIB | IN_CLOSE_WRITE | IN_CREATE | IN_DELETE | IN_MOVED_FROM | IN_MOVED_TO
      | IN_DELETE_SELF | IN_MOVE_SELF | IN_ONLYDIR | IN_EXCL_UNLINK)

  /// Watches the whole tree on return; links along the path to it are followed.
  ///
  /// Throws `.tooManyOpenFiles` where the user has too many watched trees already.
  package init(_ root: FilePath, choice: @escaping Choice = { _ in true }) throws(Errno) {
    self.root = root
    rootStatus = try OpenFolder.open(root).status()
    self.choice = choice
    descriptor = try systemCall { inotify_init1(CInt(O_NONBLOCK | O_CLOEXEC)) }
    watchTree(under: WatchedFolder())
  }

  deinit {
    close(descriptor)
  }

  /// Folders with a watch.
  package var folderCount: Int { folders.count }

  /// What was heard since the last call; does not wait.
  package func changes() -> [WatchedChange] {
    let records = heard()
    let arrivals = Set(records.lazy.filter { $0.has(IN_MOVED_TO) }.map(\.cookie))
    var changes: [WatchedChange] = []
    for record in records { take(record, arrivals, &changes) }
    return changes
  }

  private func heard() -> [InotifyRecord] {
    var records: [InotifyRecord] = []
    while true {
      let count = buffer.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return records }
      records += buffer.withUnsafeBytes {
        InotifyRecord.all(in: UnsafeRawBufferPointer(rebasing: $0[..<count]))
      }
    }
  }
}

// MARK: records

extension TreeWatch {
  /// - `arrivals`: the cookies of renames whose second half is heard too.
  private func take(
    _ record: InotifyRecord, _ arrivals: Set<UInt32>, _ changes: inout [WatchedChange]
  ) {
    if record.has(IN_Q_OVERFLOW) {
      // Folders may have come that nobody told of.
      folders = [:]
      watchTree(under: WatchedFolder())
      changes.append(.lost)
      return
    }
    guard let folder = folders[record.watch] else { return }
    if record.has(IN_IGNORED) {
      folders[record.watch] = nil
    } else if let name = record.name {
      guard !TemporaryNames.mayBe(name) else { return }
      take(record, name, in: folder, arrivals, &changes)
    } else if folder.parent == nil {
      let isGone = record.has(IN_DELETE_SELF | IN_MOVE_SELF | IN_UNMOUNT)
      changes.append(isGone ? .lost : .changed([]))
    }
  }

  private func take(
    _ record: InotifyRecord, _ name: FileName, in folder: WatchedFolder,
    _ arrivals: Set<UInt32>, _ changes: inout [WatchedChange]
  ) {
    let path = folder.path + [name]
    let isFolder = record.has(IN_ISDIR)
    guard !isFolder || choice(path) else { return }
    if record.has(IN_DELETE | IN_MOVED_FROM) {
      if isFolder, record.has(IN_MOVED_FROM) { forget(path) }
      let isRename = record.has(IN_MOVED_FROM) && arrivals.contains(record.cookie)
      changes.append(isRename ? .changed(path) : .removed(path))
      return
    }
    changes.append(.changed(path))
    if isFolder, record.has(IN_CREATE | IN_MOVED_TO) {
      watchTree(under: WatchedFolder(name, in: folder))
    }
  }

  /// A folder that was moved away keeps its watches, and would be heard of by its old path.
  private func forget(_ path: [FileName]) {
    for (watch, folder) in folders where folder.path.starts(with: path) {
      folders[watch] = nil
      inotify_rm_watch(descriptor, watch)
    }
  }
}

// MARK: watches

extension TreeWatch {
  /// Watches a folder and those in it. What cannot be opened is not watched; whoever looks will say
  /// why.
  private func watchTree(under start: WatchedFolder) {
    var waiting = [start]
    while let folder = waiting.popLast() {
      guard let open = try? open(folder.path), watch(folder, open) else { continue }
      // Listed after it is watched: what comes in between is heard of or listed.
      guard let listing = try? reader.list(open) else { continue }
      for entry in listing.entries.reversed() where entry.status.kind == .folder {
        let inner = WatchedFolder(entry.name, in: folder)
        if choice(inner.path) { waiting.append(inner) }
      }
    }
  }

  /// False where nothing more is to be had of it.
  private func watch(_ folder: WatchedFolder, _ open: OpenFolder) -> Bool {
    // By the descriptor: no link can take the folder's place, and no path is too long.
    let path = "/proc/self/fd/\(open.descriptor)"
    let watch = inotify_add_watch(descriptor, path, Self.mask)
    guard watch >= 0 else {
      if errno == ENOSPC || errno == ENOMEM { isWhole = false }
      return false
    }
    folders[watch] = folder
    return true
  }

  private func open(_ path: [FileName]) throws(Errno) -> OpenFolder {
    var folder = try OpenFolder.open(root)
    guard try folder.status().isSameEntry(as: rootStatus) else { throw .staleNFSFileHandle }
    for name in path { folder = try folder.openFolder(name) }
    return folder
  }
}
