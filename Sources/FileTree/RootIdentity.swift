import CShims
package import Format
package import SystemPackage

/// What tells a folder from another one that has its path later: another disk, a restored copy, an
/// empty mount point.
package struct RootIdentity: Hashable, Sendable {
  /// What the file system calls itself, which the number of a device does not say for good; 0 where
  /// it has no name.
  package let fileSystem: UInt64
  package let inode: UInt64
  /// When the folder was made; `nil` where the file system does not know.
  package let born: Timestamp?

  package init(fileSystem: UInt64, inode: UInt64, born: Timestamp?) {
    self.fileSystem = fileSystem
    self.inode = inode
    self.born = born
  }

  package init(of folder: OpenFolder) throws(Errno) {
    let origin = try FolderOrigin(folder)
    self.init(
      fileSystem: origin.fileSystem, inode: try folder.status().inode, born: origin.born)
  }
}

/// What a file system can keep of an entry.
package struct FileSystemTraits: Hashable, Sendable {
  package let hasOwners: Bool
  package let hasModes: Bool
  /// The distance of two times that it can tell apart.
  package let timeStepNanoseconds: UInt64

  /// Known for the kinds that keep less than Linux asks for; the others are taken to keep all.
  package init(of folder: OpenFolder) throws(Errno) {
    let second: UInt64 = 1_000_000_000
    switch try FolderOrigin(folder).kind {
    // MSDOS_SUPER_MAGIC
    case 0x4d44: self.init(2 * second, keepsOwners: false)
    // EXFAT_SUPER_MAGIC
    case 0x2011_BAB0: self.init(second / 100, keepsOwners: false)
    // NTFS (ntfs3 and the older driver), SMB and CIFS
    case 0x7366_746e, 0x5346_544e, 0xFE53_4D42, 0xFF53_4D42: self.init(100, keepsOwners: false)
    // HFS+
    case 0x482b: self.init(second, keepsOwners: true)
    default: self.init(1, keepsOwners: true)
    }
  }

  private init(_ timeStep: UInt64, keepsOwners: Bool) {
    timeStepNanoseconds = timeStep
    (hasOwners, hasModes) = (keepsOwners, keepsOwners)
  }
}

/// What the system says of the file system that a folder lies on, and of the folder's birth.
private struct FolderOrigin {
  let fileSystem, kind: UInt64
  let born: Timestamp?

  init(_ folder: OpenFolder) throws(Errno) {
    var (fileSystem, kind, seconds, nanoseconds) = (UInt64(0), UInt64(0), Int64(0), UInt32(0))
    try systemCall {
      martlet_tree_origin(folder.descriptor, &fileSystem, &kind, &seconds, &nanoseconds)
    }
    (self.fileSystem, self.kind) = (fileSystem, kind)
    born = nanoseconds == .max ? nil : Timestamp(seconds: seconds, nanoseconds: nanoseconds)
  }
}
