import Glibc
import SystemPackage
import Testing

/// A file system of 256 KiB in memory, mounted on a test's folder.
struct SmallFileSystem {
  /// Only root may mount; everybody else reads in the log that the test was skipped.
  static var isPossible: ConditionTrait {
    .enabled(if: getuid() == 0, "only root can mount a small file system")
  }

  private let path: String

  init(at path: FilePath) throws(Errno) {
    self.path = path.string
    guard mount("martlet", self.path, "tmpfs", 0, "size=256k") == 0 else {
      throw Errno(rawValue: errno)
    }
  }

  func forbidWriting() throws(Errno) {
    guard mount("martlet", path, "tmpfs", UInt(MS_REMOUNT | MS_RDONLY), nil) == 0 else {
      throw Errno(rawValue: errno)
    }
  }

  func unmount() {
    umount2(path, Int32(MNT_DETACH))
  }
}
