import Glibc
package import SystemPackage

/// A small file system in memory, mounted on a test's folder; see `canMount`.
package struct SmallFileSystem {
  private let path: String

  package init(at path: FilePath, kibibytes: Int = 256) throws(Errno) {
    self.path = path.string
    try mount(flags: 0, kibibytes)
  }

  package func forbidWriting() throws(Errno) {
    try mount(flags: UInt(MS_REMOUNT | MS_RDONLY), nil)
  }

  /// Changes the size; it can be written to afterwards.
  package func resize(kibibytes: Int) throws(Errno) {
    try mount(flags: UInt(MS_REMOUNT), kibibytes)
  }

  private func mount(flags: UInt, _ kibibytes: Int?) throws(Errno) {
    let options = kibibytes.map { "size=\($0)k" }
    guard Glibc.mount("martlet", path, "tmpfs", flags, options) == 0 else {
      throw Errno(rawValue: errno)
    }
  }

  package func unmount() {
    umount2(path, Int32(MNT_DETACH))
  }
}

/// Whether tests can mount something: only root may, and some containers forbid it to root too.
package let canMount = isSuperuser && runProgram("/usr/bin/unshare", ["--mount", "/bin/true"])
