import CShims
package import Format
import Glibc
package import SystemPackage

/// A folder of a tree being written; may be used by several threads at once.
package final class FolderWriter: Sendable {
  /// The same folder for reading: what it held before can be compared and listed.
  package let folder: OpenFolder
  /// Whether this run made the folder.
  package let isNew: Bool
  let names: TemporaryNames

  init(folder: OpenFolder, names: TemporaryNames, isNew: Bool) {
    self.folder = folder
    self.names = names
    self.isNew = isNew
  }

  /// Makes a folder that only its owner may enter until it gets its attributes, or opens the one
  /// that is there.
  ///
  /// Throws `.fileExists` when a link or anything else but a folder has the name.
  package func createFolder(_ name: FileName) throws(Errno) -> FolderWriter {
    let descriptor = folder.descriptor
    var isNew = true
    do throws(Errno) {
      try systemCall { withCString(name.bytes) { mkdirat(descriptor, $0, 0o700) } }
    } catch {
      guard error == .fileExists else { throw error }
      isNew = false
    }
    return try openFolder(name, isNew: isNew)
  }

  /// Opens a folder that is there.
  ///
  /// Throws `.fileExists` when a link or anything else but a folder has the name.
  package func openFolder(_ name: FileName) throws(Errno) -> FolderWriter {
    try openFolder(name, isNew: false)
  }

  private func openFolder(_ name: FileName, isNew: Bool) throws(Errno) -> FolderWriter {
    let descriptor = folder.descriptor
    do throws(Errno) {
      let opened = try systemCall {
        withCString(name.bytes) {
          martlet_tree_open_beneath(descriptor, $0, O_RDONLY | O_DIRECTORY)
        }
      }
      return FolderWriter(folder: OpenFolder(descriptor: opened), names: names, isNew: isNew)
    } catch {
      switch error {
      case .tooManySymbolicLinkLevels, .notDirectory: throw .fileExists
      default: throw error
      }
    }
  }

  /// Begins a file of `size` bytes, all of them a hole, under a temporary name in this folder.
  package func createFile(_ name: FileName, size: UInt64) throws(Errno) -> FileWriter {
    try FileWriter(name, in: self, size: size)
  }

  /// Gives the folder its attributes, if it has others; called after its last entry, because each
  /// moves its time.
  package func setAttributes(_ attributes: NodeAttributes) -> [AttributeFailure] {
    let held = HeldNode.open(folder.descriptor)
    return held.has(attributes, as: .folder) ? [] : held.apply(attributes, to: .folder)
  }

  /// Lets the owner write into the folder, whatever its mode says, until `setAttributes`. Returns
  /// the mode that it had, `nil` if nothing was changed.
  package func openForWriting() throws(Errno) -> UInt16? {
    let status = try folder.status()
    let needed: UInt16 = 0o700
    guard status.permissions & needed != needed, status.userID == geteuid() else { return nil }
    try setPermissions(status.permissions | needed)
    return status.permissions
  }

  package func setPermissions(_ permissions: UInt16) throws(Errno) {
    let descriptor = folder.descriptor
    try systemCall { fchmod(descriptor, mode_t(permissions)) }
  }

  // MARK: - Names

  /// Gives an entry with a temporary name its own name in one step.
  func rename(
    _ temporary: FileName, to name: FileName, existing: Existing
  ) throws(Errno) {
    let descriptor = folder.descriptor
    let call =
      switch existing {
      case .keep: martlet_tree_rename_new
      case .replace: renameat
      }
    try systemCall {
      withCString(temporary.bytes) { temporary in
        withCString(name.bytes) { call(descriptor, temporary, descriptor, $0) }
      }
    }
  }

  /// Removes an entry with a temporary name, if it is still there.
  func removeTemporary(_ temporary: FileName) {
    let descriptor = folder.descriptor
    _ = withCString(temporary.bytes) { unlinkat(descriptor, $0, 0) }
  }
}
