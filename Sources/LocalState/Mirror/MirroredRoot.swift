package import Format

/// One of the two folders of a mirror pair, as it is told from another folder at the same path.
package struct MirroredRoot: Hashable, Sendable {
  /// What stays the same however often the folder is written to, and is another for a disk that
  /// is not mounted or a folder that was replaced.
  package struct Identity: Hashable, Sendable {
    /// "uuid 2F3A-11D0" or "fsid 9f0c…": whatever names the file system best.
    package var fileSystem: String
    package var inode: UInt64
    /// When the folder was made; `nil` where the file system does not say.
    package var born: Timestamp?

    package init(fileSystem: String, inode: UInt64, born: Timestamp?) {
      self.fileSystem = fileSystem
      self.inode = inode
      self.born = born
    }
  }

  /// Absolute, links followed.
  package var path: [UInt8]
  package var identity: Identity
  /// "laptop": a part of the names of its conflict copies.
  package var label: String
  /// What it turned out not to hold, as bits of whoever mirrors.
  package var lost: UInt8 = 0

  package init(path: [UInt8], identity: Identity, label: String) {
    self.path = path
    self.identity = identity
    self.label = label
  }

  /// Whether it is this folder, whatever it is called in conflict copies.
  package func isSame(as other: MirroredRoot) -> Bool {
    path == other.path && identity == other.identity
  }
}
