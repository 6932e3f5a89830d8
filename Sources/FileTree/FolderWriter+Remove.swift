package import Format
import Glibc
package import SystemPackage

extension FolderWriter {
  /// Removes an entry, a folder with everything in it, and says how many entries that were.
  ///
  /// Links are removed, not followed; another file system below is not entered. Throws what the
  /// first entry that could not be removed failed with, `.permissionDenied` for one that
  /// `isProtected`; by then others may be gone.
  package func removeTree(
    _ name: FileName, unless isProtected: (FileStatus) -> Bool
  ) throws(Errno) -> Int {
    let status = try folder.status(of: name)
    guard status.kind == .folder else {
      try removeEntry(name)
      return 1
    }
    var removal = TreeRemoval(in: folder, device: try folder.status().device)
    return try removal.remove(name, status, unless: isProtected)
  }
}

/// One removal of a folder, at any depth with few descriptors.
private struct TreeRemoval {
  private static let maxOpenFolders = 64

  private struct Level {
    let name: FileName
    let status: FileStatus
    /// `nil` while far above.
    var open: OpenFolder?
    var rest: [FileName]
  }

  private let start: OpenFolder
  private let device: UInt64
  private var levels: [Level] = []
  private var removed = 0

  init(in folder: OpenFolder, device: UInt64) {
    start = folder
    self.device = device
  }

  mutating func remove(
    _ name: FileName, _ status: FileStatus, unless isProtected: (FileStatus) -> Bool
  ) throws(Errno) -> Int {
    try enter(name, status, of: start, unless: isProtected)
    while let last = levels.indices.last {
      guard let open = levels[last].open else { throw .badFileDescriptor }
      guard let next = levels[last].rest.popLast() else {
        try leave()
        continue
      }
      let status = try open.status(of: next)
      if status.kind == .folder {
        try enter(next, status, of: open, unless: isProtected)
      } else {
        try unlink(next, in: open, flags: 0)
      }
    }
    return removed
  }

  private mutating func enter(
    _ name: FileName, _ status: FileStatus, of parent: OpenFolder,
    unless isProtected: (FileStatus) -> Bool
  ) throws(Errno) {
    guard !isProtected(status) else { throw .permissionDenied }
    guard status.device == device else { throw .improperLink }
    let open = try parent.openFolder(name)
    let now = try open.status()
    guard now.isSameEntry(as: status) else { throw .staleNFSFileHandle }
    levels.append(Level(name: name, status: now, open: open, rest: try open.entries()))
    let far = levels.count - 1 - Self.maxOpenFolders
    if far >= 0 { levels[far].open = nil }
  }

  private mutating func leave() throws(Errno) {
    let left = levels.removeLast()
    guard let last = levels.indices.last else {
      return try unlink(left.name, in: start, flags: AT_REMOVEDIR)
    }
    if levels[last].open == nil {
      guard let parent = try left.open?.openParent(),
        try parent.status().isSameEntry(as: levels[last].status)
      else { throw .staleNFSFileHandle }
      levels[last].open = parent
    }
    guard let open = levels[last].open else { throw .badFileDescriptor }
    try unlink(left.name, in: open, flags: AT_REMOVEDIR)
  }

  private mutating func unlink(
    _ name: FileName, in folder: OpenFolder, flags: CInt
  ) throws(Errno) {
    let descriptor = folder.descriptor
    try systemCall { withCString(name.bytes) { unlinkat(descriptor, $0, flags) } }
    removed += 1
  }
}
