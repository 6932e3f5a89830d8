import CShims
package import Format
import Glibc
package import SystemPackage

/// Entries that were in the target before.
extension FolderWriter {
  /// Opens a folder that is there; of one that its owner may not enter the mode is changed first.
  func openOwnFolder(_ name: FileName) throws(Errno) -> FolderWriter {
    do throws(Errno) {
      return try openFolder(name)
    } catch {
      guard error == .permissionDenied else { throw error }
      let status = try folder.status(of: name)
      guard status.kind == .folder, status.userID == geteuid() else { throw error }
      let isOpened = try holding(name, status) { held, now in
        held.setMode(now.permissions | 0o700)
      }
      guard isOpened else { throw error }
      return try openFolder(name)
    }
  }

  /// Whether something is mounted on the folder of that name, also a part of the same file system.
  func isMounted(_ name: FileName) -> Bool {
    let descriptor = folder.descriptor
    let opened = withCString(name.bytes) {
      martlet_tree_open_same_mount(descriptor, $0, O_RDONLY | O_DIRECTORY)
    }
    guard opened >= 0 else { return errno == EXDEV }
    _ = close(opened)
    return false
  }

  /// What became of an entry whose contents stay.
  package enum Adjustment: Equatable, Sendable {
    /// It had all of the attributes already.
    case none
    case made([AttributeFailure])
    /// Somebody else made it, has it open or has other names for it, and would be given what it
    /// gets: it must be made anew.
    case refused
  }

  /// Who may have an entry open that others may write to.
  package enum Writers: Sendable {
    /// Whoever made a place for what is to come.
    case unknown
    /// Those that it is for: it was theirs before, and stays so.
    case known
  }

  /// Gives the entry that had this status the attributes it lacks.
  ///
  /// Throws `.staleNFSFileHandle` when another entry has the name by now.
  package func adjust(
    _ name: FileName, _ status: FileStatus, _ attributes: NodeAttributes,
    writers: Writers = .unknown
  ) throws(Errno) -> Adjustment {
    try holding(name, status) { held, now in
      if held.has(attributes, as: now.kind) { return .none }
      guard now.linkCount == 1, held.maySafelyGet(attributes, now, writers) else {
        return .refused
      }
      return .made(held.apply(attributes, to: now.kind))
    }
  }

  /// Whether the entry that had this status has all of the attributes.
  package func hasAttributes(
    _ name: FileName, _ status: FileStatus, _ attributes: NodeAttributes
  ) throws(Errno) -> Bool {
    try holding(name, status) { held, now in held.has(attributes, as: now.kind) }
  }

  private func holding<Result>(
    _ name: FileName, _ status: FileStatus, _ body: (HeldNode, FileStatus) -> Result
  ) throws(Errno) -> Result {
    let descriptor = folder.descriptor
    let opened = try systemCall {
      withCString(name.bytes) {
        openat(descriptor, $0, martlet_tree_open_path_only | O_NOFOLLOW | O_CLOEXEC)
      }
    }
    defer { _ = close(opened) }
    let now = try FileStatus.of(opened)
    guard EntryIdentity(now) == EntryIdentity(status), now.kind == status.kind else {
      throw .staleNFSFileHandle
    }
    return body(.pathOnly(opened), now)
  }

  /// Removes an entry that is no folder.
  package func removeEntry(_ name: FileName) throws(Errno) {
    let descriptor = folder.descriptor
    try systemCall { withCString(name.bytes) { unlinkat(descriptor, $0, 0) } }
  }

  /// Removes those of the names that unfinished entries of a run have which is over.
  ///
  /// A run holds a lock on each file that it writes; everything else gets its name in an instant,
  /// so what is met has nobody. What cannot be removed stays.
  package func removeLeftovers(_ names: [FileName]) {
    for name in names where TemporaryNames.mayBe(name) && isLeftOver(name) {
      try? removeEntry(name)
    }
  }

  private func isLeftOver(_ name: FileName) -> Bool {
    guard let status = try? folder.status(of: name) else { return false }
    guard status.kind == .file else { return status.kind != .folder }
    let descriptor = folder.descriptor
    let opened = withCString(name.bytes) {
      openat(descriptor, $0, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
    }
    guard opened >= 0 else { return false }
    defer { _ = close(opened) }
    return flock(opened, LOCK_EX | LOCK_NB) == 0
  }
}
