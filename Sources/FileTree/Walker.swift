import Format
package import SystemPackage

/// Visits a tree depth first, one event at a time.
///
/// First comes `enter` of the root, last its `leave`. Inside a folder the entries come sorted by
/// name bytes, and a subfolder's whole subtree stands at its place in that order; entries whose
/// status cannot be read come first. Links are not followed. A folder's entries are listed with
/// their statuses before its `enter`, so that a consumer can compare the whole folder at once.
///
/// At most `maxOpenFolders` descriptors and one for the root are held, at any depth and with paths
/// of any length.
package struct Walker: Sendable {
  /// Ancestors that stay open; those above are found again through "..".
  private static let maxOpenFolders = 64
  /// Levels below the root that a repository can hold (FORMAT.md, limits).
  package static let maxDepth = 4096

  /// A folder that was entered and not yet left.
  private struct Level: Sendable {
    let folder: WalkedFolder
    /// `nil` while far above the current folder.
    var open: OpenFolder?
    /// What is left to visit begins at `next`.
    var entries: [FolderEntry]
    var next = 0
    /// Folders among them that are opened and not listed.
    var unlisted: Set<FileName> = []
    /// To be reported before the entries, last first.
    var failures: [WalkFailure]
    var isEntered = false
  }

  private var levels: [Level] = []
  private var reader = FolderReader()
  private let maxDepth: Int

  /// A walk of the folder at `root`; links along that path are followed.
  ///
  /// Throws what opening or listing the root fails with: `.notDirectory` for a single file.
  package init(root: FilePath) throws(Errno) {
    try self.init(root: OpenFolder.open(root))
  }

  /// A walk of an open folder.
  package init(root: OpenFolder) throws(Errno) {
    maxDepth = Self.maxDepth
    // A descriptor has one read position, and the caller may share this one.
    let own = try root.reopened()
    let status = try own.status()
    push(name: nil, own, status, try reader.list(own))
  }

  /// A walk of a folder that was listed already.
  init(
    root: OpenFolder, _ status: FileStatus, _ listing: FolderListing,
    maxDepth: Int = Walker.maxDepth
  ) {
    self.maxDepth = maxDepth
    push(name: nil, root, status, listing)
  }

  /// The next event; `nil` after the root was left.
  package mutating func next() -> WalkEvent? {
    guard let last = levels.indices.last else { return nil }
    if !levels[last].isEntered, let open = levels[last].open {
      levels[last].isEntered = true
      return .enter(levels[last].folder, open)
    }
    if let failure = levels[last].failures.popLast() { return .failed(failure) }
    guard levels[last].next < levels[last].entries.count, let parent = levels[last].open else {
      return leave()
    }
    let entry = levels[last].entries[levels[last].next]
    levels[last].next += 1
    guard entry.status.kind == .folder else {
      let folder = levels[last].folder
      return .entry(
        WalkedEntry(name: entry.name, status: entry.status, folder: folder, parent: parent))
    }
    if let failure = descend(into: entry, of: parent) { return .failed(failure) }
    return next()
  }

  /// The entry that `next` returned last and those right behind it, up to a folder: these do not
  /// come again. `nil` if the last event was no entry.
  package mutating func takeStretch() -> WalkedStretch? {
    guard let last = levels.indices.last, levels[last].next > 0, let parent = levels[last].open
    else { return nil }
    let entries = levels[last].entries
    let start = levels[last].next - 1
    let end = entries[start...].firstIndex { $0.status.kind == .folder } ?? entries.endIndex
    guard start < end else { return nil }
    levels[last].next = end
    return WalkedStretch(
      entries: entries[start..<end], folder: levels[last].folder, parent: parent)
  }

  /// Leaves the current folder without visiting what is left of it; its `leave` comes next.
  package mutating func skipSubtree() {
    guard let last = levels.indices.last else { return }
    levels[last].entries = []
    levels[last].next = 0
    levels[last].failures = []
  }

  /// What becomes of an entry.
  package enum Choice: Sendable {
    case visit
    /// A folder is entered and left; what is in it is not even listed. Anything else is visited.
    case enterOnly
    /// A folder is never opened.
    case skip
  }

  /// Decides about each entry of the current folder, right after its `enter`.
  package mutating func choose(_ choice: (FolderEntry) -> Choice) {
    guard let last = levels.indices.last else { return }
    var unlisted: Set<FileName> = []
    levels[last].entries = levels[last].entries[levels[last].next...].filter { entry in
      let choice = choice(entry)
      if choice == .enterOnly { unlisted.insert(entry.name) }
      return choice != .skip
    }
    levels[last].unlisted = unlisted
    levels[last].next = 0
  }

  // MARK: - Down

  /// Opens and lists a subfolder and makes it the current folder.
  private mutating func descend(into entry: FolderEntry, of parent: OpenFolder) -> WalkFailure? {
    var operation = WalkFailure.Operation.open
    do throws(Errno) {
      guard levels.count <= maxDepth else { throw .fileNameTooLong }
      let open = try parent.openFolder(entry.name)
      // Not the listed status: another folder may have taken the name since.
      let status = try open.status()
      operation = .list
      let isUnlisted = levels.last?.unlisted.contains(entry.name) == true
      push(name: entry.name, open, status, isUnlisted ? FolderListing() : try reader.list(open))
      return nil
    } catch {
      let path = levels.last?.folder.path(of: entry.name.bytes) ?? []
      return WalkFailure(path: path, operation: operation, error: error, status: entry.status)
    }
  }

  private mutating func push(
    name: FileName?, _ open: OpenFolder, _ status: FileStatus, _ listing: FolderListing
  ) {
    let folder = WalkedFolder(
      name: name, status: status, entries: listing.entries, in: levels.last?.folder)
    let failures = listing.failures.reversed().map { failure in
      WalkFailure(
        path: folder.path(of: failure.name), operation: .status, error: failure.error,
        status: nil)
    }
    levels.append(
      Level(folder: folder, open: open, entries: listing.entries, failures: failures))
    let far = levels.count - 1 - Self.maxOpenFolders
    // The root stays open: every other folder can be found from it.
    if far > 0 { levels[far].open = nil }
  }

  // MARK: - Up

  /// Ends the current folder and opens the one above again if it had been closed.
  private mutating func leave() -> WalkEvent {
    let left = levels.removeLast()
    if let last = levels.indices.last, levels[last].open == nil {
      do throws(Errno) {
        levels[last].open = try reopen(last, from: left.open)
      } catch {
        let folder = levels[last].folder
        levels[last].entries = []
        levels[last].next = 0
        levels[last].failures = [
          WalkFailure(path: folder.path, operation: .open, error: error, status: folder.status)
        ]
      }
    }
    return .leave(left.folder)
  }

  /// Through the child's "..", or, where the child was moved away, step by step from the root.
  private func reopen(_ index: Int, from child: OpenFolder?) throws(Errno) -> OpenFolder {
    let expected = levels[index].folder.status
    if let child, let parent = try? child.openParent(), let status = try? parent.status(),
      status.isSameEntry(as: expected)
    {
      return parent
    }
    guard var folder = levels[0].open else { throw .badFileDescriptor }
    for level in levels[1...index] {
      guard let name = level.folder.name else { continue }
      folder = try folder.openFolder(name)
    }
    guard try folder.status().isSameEntry(as: expected) else { throw .staleNFSFileHandle }
    return folder
  }
}
