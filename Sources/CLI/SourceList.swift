import Glibc
import Snapshots
import SystemPackage

/// The folders and files that a backup is asked to save, and what there is to say about them before
/// it starts.
struct SourceList {
  /// Absolute; those that do not exist too, which the backup reports.
  let paths: [FilePath]
  /// Folders without any entry: perhaps a disk that is not mounted.
  let empty: [[UInt8]]

  /// Throws `failed` if nothing of it exists.
  init(_ typed: [String], _ invocation: Invocation) throws {
    paths = try typed.map { try AbsolutePath.make(ArgumentText.bytes($0)) }
    guard paths.contains(where: { FileIdentity($0, follow: .never) != nil }) else {
      throw Failure(
        .failed, paths.count == 1 ? "there is nothing to save" : "none of the sources exists",
        at: Wording.list(paths.map(\.string), limit: 5), advice: "Check the path")
    }
    empty = paths.filter(Self.isEmpty).map(\.bytes)
  }

  /// For messages.
  var text: String { Wording.list(paths.map { Printable.text($0.bytes) }, limit: 3) }

  /// The repository and the program's own folders, wherever they are.
  ///
  /// Throws `refused` for a source that lies in the repository: it would save itself.
  func leftOut(with invocation: Invocation) throws -> Set<BackupRequest.LeftOut> {
    let repository = FileIdentity(try invocation.location().path, follow: .always)
    for path in paths {
      var above = path
      while FileIdentity(above, follow: .always) != repository, !above.components.isEmpty {
        above.removeLastComponent()
      }
      guard above.components.isEmpty else {
        throw Failure(
          .refused, "the source is the repository itself or lies in it", at: path.string,
          advice: "Save another folder; a repository is copied as it is, with cp or rsync")
      }
    }
    let own = [invocation.folders.cache, invocation.folders.state].compactMap { $0 }
    let identities = [repository] + own.map { FileIdentity($0, follow: .always) }
    return Set(
      identities.compactMap { $0 }.map {
        BackupRequest.LeftOut(device: $0.device, inode: $0.inode)
      })
  }

  private static func isEmpty(_ path: FilePath) -> Bool {
    guard let stream = path.withPlatformString({ opendir($0) }) else { return false }
    defer { closedir(stream) }
    var count = 0
    while count < 3, readdir(stream) != nil { count += 1 }
    return count < 3
  }
}

/// Which file a path leads to.
struct FileIdentity: Hashable {
  enum Links { case always, never }

  let device: UInt64
  let inode: UInt64

  init?(_ path: FilePath, follow: Links) {
    var status = stat()
    let flags = follow == .always ? 0 : AT_SYMLINK_NOFOLLOW
    guard path.withPlatformString({ fstatat(AT_FDCWD, $0, &status, flags) }) == 0 else {
      return nil
    }
    // The two numbers as `FileStatus` has them; glibc's macros for this are none that Swift sees.
    let number = UInt64(status.st_dev)
    let major = number >> 8 & 0xFFF | number >> 32 & 0xFFFF_F000
    let minor = number & 0xFF | number >> 12 & 0xFFFF_FF00
    device = major << 32 | minor
    inode = UInt64(status.st_ino)
  }
}
