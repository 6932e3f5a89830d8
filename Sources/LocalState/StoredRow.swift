package import Format

/// What a folder looked like when it was last backed up: its files, and the tree that holds them.
///
/// Inode and ctime are here and not in the repository, since they mean something on this machine
/// only.
package struct StoredRow: Equatable, Sendable {
  /// One file of the folder.
  package struct Entry: Equatable, Sendable {
    package let name: FileName
    package let size: UInt64
    package let modified: Timestamp
    package let changed: Timestamp
    package let inode: UInt64
    /// Whether equal times prove that the file is the same.
    package let isSettled: Bool
    /// Of what the file's node in the tree holds, if it is known.
    package var fingerprint: Fingerprint?

    package init(
      name: FileName, size: UInt64, modified: Timestamp, changed: Timestamp, inode: UInt64,
      isSettled: Bool, fingerprint: Fingerprint? = nil
    ) {
      self.name = name
      self.size = size
      self.modified = modified
      self.changed = changed
      self.inode = inode
      self.isSettled = isSettled
      self.fingerprint = fingerprint
    }
  }

  package let tree: TreeReference
  /// Strictly ascending by name.
  package let entries: [Entry]

  package init(tree: TreeReference, entries: [Entry]) {
    self.tree = tree
    self.entries = entries
  }
}
