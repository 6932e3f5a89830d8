import CShims
import Glibc
import SystemPackage

/// The file system that a path is on.
struct FileSystemStatus: Equatable {
  /// "ext4"; the number that Linux gives it where it is none of the usual ones.
  let kind: String
  let freeBytes: UInt64
  let totalBytes: UInt64
  let isReadOnly: Bool

  init(kind: String, freeBytes: UInt64, totalBytes: UInt64, isReadOnly: Bool = false) {
    self.kind = kind
    self.freeBytes = freeBytes
    self.totalBytes = totalBytes
    self.isReadOnly = isReadOnly
  }

  /// Of the path, or of the folder in which it would be made; `nil` where nothing can be found out.
  init?(of path: FilePath) {
    var status = statvfs()
    var place = path
    while place.withPlatformString({ statvfs($0, &status) }) != 0 {
      guard errno == ENOENT, place.removeLastComponent() else { return nil }
    }
    let block = UInt64(status.f_frsize)
    self.init(
      kind: Self.name(place.withPlatformString(martlet_file_system_kind)),
      freeBytes: UInt64(status.f_bavail) &* block, totalBytes: UInt64(status.f_blocks) &* block,
      isReadOnly: status.f_flag & 1 != 0)  // ST_RDONLY
  }

  /// Whether it is on another machine, where locks are not to be relied on.
  var isRemote: Bool { ["nfs", "cifs", "smb2", "9p", "ceph", "afs"].contains(kind) }

  /// Whether it is gone when the machine restarts.
  var isInMemory: Bool { ["tmpfs", "ramfs"].contains(kind) }

  /// statfs(2); ext2 and ext3 have the number of ext4.
  private static func name(_ number: UInt32) -> String {
    names[number] ?? "type 0x" + String(number, radix: 16)
  }

  private static let names: [UInt32: String] = [
    0xEF53: "ext4", 0x5846_5342: "xfs", 0x9123_683E: "btrfs", 0x0102_1994: "tmpfs",
    0x8584_58F6: "ramfs", 0x794C_7630: "overlay", 0x6969: "nfs", 0xFF53_4D42: "cifs",
    0xFE53_4D42: "smb2", 0x6573_5546: "fuse", 0x2011_BAB0: "exfat", 0x4D44: "vfat",
    0x2FC1_2FC1: "zfs", 0xF2F5_2010: "f2fs", 0x5346_544E: "ntfs", 0x7366_746E: "ntfs3",
    0x0102_1997: "9p", 0x00C3_6400: "ceph", 0x5346_414F: "afs", 0xCA45_1A4E: "bcachefs",
  ]
}
