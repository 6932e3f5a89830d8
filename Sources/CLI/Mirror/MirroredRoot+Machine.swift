import CShims
import Format
import Glibc
import LocalState
import SystemPackage

extension MirroredRoot {
  /// The folder that is at a path now, links followed.
  ///
  /// Throws `noSuchFileOrDirectory`, `notDirectory` and what else looking at it fails with.
  init(at path: FilePath, label: String) throws(Errno) {
    guard let resolved = realpath(path.string, nil) else { throw Errno(rawValue: errno) }
    defer { free(resolved) }
    let descriptor = Glibc.open(resolved, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw Errno(rawValue: errno) }
    defer { close(descriptor) }
    var identity = martlet_tree_identity()
    guard martlet_tree_identity_of(descriptor, &identity) == 0 else {
      throw Errno(rawValue: errno)
    }
    let born =
      identity.has_born == 0
      ? nil
      : Timestamp(seconds: identity.born_seconds, nanoseconds: identity.born_nanoseconds)
    self.init(
      path: Array(UnsafeBufferPointer(start: resolved, count: strlen(resolved))).map {
        UInt8(bitPattern: $0)
      },
      identity: Identity(
        fileSystem: FileSystemName.name(device: identity.device, number: identity.file_system),
        inode: identity.inode, born: born),
      label: label)
  }
}

/// How a file system is called so that it is called the same after the next boot.
enum FileSystemName {
  private static let folder = "/dev/disk/by-uuid"

  /// "uuid 2F3A-11D0" where udev knows it; otherwise the number that statfs(2) gives it, which some
  /// make of the device that they are on.
  static func name(device: UInt64, number: UInt64, in folder: String = folder) -> String {
    for name in MachineFolder.names(in: FilePath(folder)).sorted() {
      var status = stat()
      guard stat("\(folder)/\(name)", &status) == 0, status.st_mode & S_IFMT == S_IFBLK else {
        continue
      }
      if martlet_tree_device(status.st_rdev) == device { return "uuid \(name)" }
    }
    return "fsid \(String(number, radix: 16))"
  }
}
