import FileTree
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
    guard paths.contains(where: { Self.exists($0) }) else {
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
    let location = try invocation.location().path
    for path in paths where Self.liesWithin(location, path) {
      throw Failure(
        .refused, "the source is the repository itself or lies in it", at: path.string,
        advice: "Save another folder; a repository is copied as it is, with cp or rsync")
    }
    return try Self.ownFolders(of: invocation)
  }

  /// The repository and the program's own folders: never saved, never deleted.
  static func ownFolders(of invocation: Invocation) throws -> Set<BackupRequest.LeftOut> {
    let folders: [FilePath?] = [
      try invocation.location().path, invocation.folders.cache, invocation.folders.state,
    ]
    return Set(folders.compactMap { $0 }.compactMap(identity))
  }

  /// Whether the path or a folder above it is that folder, by whatever way it is named.
  static func liesWithin(_ folder: FilePath, _ path: FilePath) -> Bool {
    var above = path
    let folder = identity(of: folder)
    while let folder {
      if identity(of: above) == folder { return true }
      guard above.removeLastComponent() else { return false }
    }
    return false
  }

  private static func identity(of folder: FilePath) -> BackupRequest.LeftOut? {
    guard let status = try? OpenFolder.open(folder).status() else { return nil }
    return BackupRequest.LeftOut(device: status.device, inode: status.inode)
  }

  private static func exists(_ path: FilePath) -> Bool {
    var status = stat()
    return path.withPlatformString { lstat($0, &status) } == 0
  }

  private static func isEmpty(_ path: FilePath) -> Bool {
    guard let stream = path.withPlatformString({ opendir($0) }) else { return false }
    defer { closedir(stream) }
    var count = 0
    while count < 3, readdir(stream) != nil { count += 1 }
    return count < 3
  }
}
