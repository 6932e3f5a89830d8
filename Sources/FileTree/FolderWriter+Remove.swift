import CShims
package import Format
import Glibc
package import SystemPackage

extension FolderWriter {
  /// What becomes of an entry of a folder that is being removed.
  package enum Removal: Sendable { case isRemoved, isSpared }

  /// Removes an entry, a folder with everything in it; `false` if it is still there because
  /// something in it was spared.
  ///
  /// Links are removed, not followed; where something is mounted nothing is removed. `choice` is
  /// asked about each entry, by its path from the first on. Throws what it throws, and what the
  /// first entry that could not be removed failed with; by then others may be gone.
  package func removeTree(
    _ name: FileName, _ choice: ([FileName], FileStatus) throws(Errno) -> Removal
  ) throws(Errno) -> Bool {
    let status = try folder.status(of: name)
    guard try choice([name], status) == .isRemoved else { return false }
    guard status.kind == .folder else {
      try removeEntry(name)
      return true
    }
    var removal = TreeRemoval(in: folder)
    return try removal.remove(name, status, choice)
  }
}

/// One removal of a folder, at any depth with few descriptors.
private struct TreeRemoval {
  private static let maxOpenFolders = 32

  private struct Level {
    let name: FileName
    let status: FileStatus
    /// `nil` while far above.
    var open: OpenFolder?
    var rest: [FileName]
    var isSpared = false
  }

  private let start: OpenFolder
  private var levels: [Level] = []

  init(in folder: OpenFolder) {
    start = folder
  }

  /// `false` if something was spared.
  mutating func remove(
    _ name: FileName, _ status: FileStatus,
    _ choice: ([FileName], FileStatus) throws(Errno) -> FolderWriter.Removal
  ) throws(Errno) -> Bool {
    try enter(name, status, of: start)
    while let last = levels.indices.last {
      guard let open = levels[last].open else { throw .badFileDescriptor }
      guard let next = levels[last].rest.popLast() else {
        let isGone = try leave()
        if levels.isEmpty { return isGone }
        continue
      }
      let status = try open.status(of: next)
      guard try choice(levels.map(\.name) + [next], status) == .isRemoved else {
        levels[last].isSpared = true
        continue
      }
      if status.kind == .folder {
        try enter(next, status, of: open)
      } else {
        try unlink(next, in: open, flags: 0)
      }
    }
    return true
  }

  private mutating func enter(
    _ name: FileName, _ status: FileStatus, of parent: OpenFolder
  ) throws(Errno) {
    let descriptor = parent.descriptor
    let opened = try systemCall {
      withCString(name.bytes) {
        martlet_tree_open_same_mount(descriptor, $0, O_RDONLY | O_DIRECTORY)
      }
    }
    let open = OpenFolder(descriptor: opened)
    let now = try open.status()
    guard now.isSameEntry(as: status) else { throw .staleNFSFileHandle }
    levels.append(Level(name: name, status: now, open: open, rest: try open.entries()))
    let far = levels.count - 1 - Self.maxOpenFolders
    if far >= 0 { levels[far].open = nil }
  }

  /// Removes the folder that is empty now, unless something in it was spared.
  private mutating func leave() throws(Errno) -> Bool {
    let left = levels.removeLast()
    guard let last = levels.indices.last else {
      if !left.isSpared { try unlink(left.name, in: start, flags: AT_REMOVEDIR) }
      return !left.isSpared
    }
    if levels[last].open == nil {
      guard let parent = try left.open?.openParent(),
        try parent.status().isSameEntry(as: levels[last].status)
      else { throw .staleNFSFileHandle }
      levels[last].open = parent
    }
    guard !left.isSpared else {
      levels[last].isSpared = true
      return false
    }
    guard let open = levels[last].open else { throw .badFileDescriptor }
    try unlink(left.name, in: open, flags: AT_REMOVEDIR)
    return true
  }

  private func unlink(
    _ name: FileName, in folder: OpenFolder, flags: CInt
  ) throws(Errno) {
    let descriptor = folder.descriptor
    try systemCall { withCString(name.bytes) { unlinkat(descriptor, $0, flags) } }
  }
}
