import FileTree
import Format
import SystemPackage

/// What the file system says of one path, as a scan row holds it.
enum ScanView {
  static func status(of location: String) throws -> FileStatus {
    let path = FilePath(location)
    guard let last = path.lastComponent, let name = FileName(last.string.utf8) else {
      throw Errno.noSuchFileOrDirectory
    }
    return try OpenFolder.open(path.removingLastComponent()).status(of: name)
  }
}
