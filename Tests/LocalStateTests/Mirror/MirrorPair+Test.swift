import Format
import LocalState

extension MirroredRoot {
  static func at(
    _ path: String, inode: UInt64 = 2, born: Timestamp? = Timestamp(seconds: 5, nanoseconds: 7),
    label: String = "laptop"
  ) -> MirroredRoot {
    MirroredRoot(
      path: Array(path.utf8),
      identity: Identity(fileSystem: "uuid 2F3A-11D0", inode: inode, born: born), label: label)
  }
}

extension MirrorPair {
  static func of(
    _ a: MirroredRoot = .at("/home/ann/docs"), _ b: MirroredRoot = .at("/mnt/usb/docs", inode: 9)
  ) -> MirrorPair {
    MirrorPair(
      a: a, b: b, repository: RepositoryID(.numbered(1)),
      selection: Selection(include: [[0xFF, 0x2F]], exclude: [Array("*.tmp".utf8), []]),
      made: Timestamp(seconds: 1_790_000_000, nanoseconds: 3))
  }
}

extension Bytes32 {
  static func numbered(_ number: UInt8) -> Bytes32 {
    Bytes32([UInt8](repeating: number, count: byteCount)) ?? .zero
  }
}

extension SnapshotID {
  static func numbered(_ number: UInt8) -> SnapshotID { SnapshotID(.numbered(number)) }
}
