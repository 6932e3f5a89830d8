import CShims
package import Format
import SystemPackage

/// What the file system says of one entry, links not followed.
package struct FileStatus: Hashable, Sendable {
  // In this order they take 80 bytes, and a large folder is listed with 300 000 of them: a number
  // of four bytes fits behind a time.
  package let modified: Timestamp
  package let userID: UInt32
  package let changed: Timestamp
  package let groupID: UInt32
  /// Bytes of a file, or of the target of a link; of other kinds, what the file system makes of it.
  package let size: UInt64
  package let inode: UInt64
  /// The file system the entry lies on: major << 32 | minor.
  package let device: UInt64
  /// What a device node stands for: major << 32 | minor; zero for other kinds.
  package let specialDevice: UInt64
  /// Bytes on the disk: less than `size` for a file with holes.
  package let allocatedBytes: UInt64
  package let linkCount: UInt32
  /// Twelve bits: read, write, execute for three classes, then sticky, setgid, setuid.
  package let permissions: UInt16
  package let kind: NodeKind
  /// `chattr +d`: the owner asks backups to leave the entry out.
  package let isNoDump: Bool

  /// `nil` for a kind of entry that Linux does not define.
  init?(_ raw: martlet_tree_status) {
    guard let kind = NodeKind(mode: raw.mode) else { return nil }
    self.kind = kind
    permissions = UInt16(truncatingIfNeeded: raw.mode & 0o7777)
    (userID, groupID) = (raw.user_id, raw.group_id)
    size = raw.size
    modified = Timestamp(seconds: raw.modified_seconds, nanoseconds: raw.modified_nanoseconds)
    changed = Timestamp(seconds: raw.changed_seconds, nanoseconds: raw.changed_nanoseconds)
    inode = raw.inode
    device = raw.device
    specialDevice = kind.isDevice ? raw.special_device : 0
    linkCount = raw.link_count
    allocatedBytes = raw.blocks &* 512
    isNoDump = raw.nodump != 0
  }

  /// The status of `name` in the folder, or of what the descriptor holds when `name` is empty.
  ///
  /// Throws `.invalidArgument` for a kind of entry that Linux does not define.
  static func of(
    _ name: UnsafePointer<CChar>, in folder: CInt
  ) throws(Errno) -> FileStatus {
    var raw = martlet_tree_status()
    try systemCall { martlet_tree_status(folder, name, &raw) }
    guard let status = FileStatus(raw) else { throw .invalidArgument }
    return status
  }

  /// The status of what the descriptor holds.
  static func of(_ descriptor: CInt) throws(Errno) -> FileStatus {
    var raw = martlet_tree_status()
    try systemCall { martlet_tree_status(descriptor, "", &raw) }
    guard let status = FileStatus(raw) else { throw .invalidArgument }
    return status
  }

  /// Whether both are the same entry of the same file system.
  package func isSameEntry(as other: FileStatus) -> Bool {
    inode == other.inode && device == other.device
  }
}

extension NodeKind {
  /// From the type bits of a mode; `nil` for bits that Linux does not define.
  init?(mode: UInt32) {
    switch mode & 0o170000 {
    case 0o100000: self = .file
    case 0o040000: self = .folder
    case 0o120000: self = .symlink
    case 0o010000: self = .fifo
    case 0o140000: self = .socket
    case 0o060000: self = .blockDevice
    case 0o020000: self = .characterDevice
    default: return nil
    }
  }

  /// The type bits of a mode.
  var modeBits: UInt32 {
    switch self {
    case .file: 0o100000
    case .folder: 0o040000
    case .symlink: 0o120000
    case .fifo: 0o010000
    case .socket: 0o140000
    case .blockDevice: 0o060000
    case .characterDevice: 0o020000
    }
  }

  var isDevice: Bool { self == .blockDevice || self == .characterDevice }
}
