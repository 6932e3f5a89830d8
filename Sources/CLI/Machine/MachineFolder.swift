import Glibc
import SystemPackage

/// Folders of this machine, as far as the program makes them and looks into them for itself.
enum MachineFolder {
  /// Makes it, and what is missing above it, for its owner alone; nothing for one that is there.
  static func make(_ folder: FilePath) throws(Errno) {
    if mkdir(folder.string, 0o700) == 0 || errno == EEXIST { return }
    let error = Errno(rawValue: errno)
    let above = folder.removingLastComponent()
    guard error == .noSuchFileOrDirectory, above != folder else { throw error }
    try make(above)
    guard mkdir(folder.string, 0o700) == 0 || errno == EEXIST else {
      throw Errno(rawValue: errno)
    }
  }

  static func exists(_ folder: FilePath) -> Bool {
    var status = stat()
    return folder.withPlatformString { stat($0, &status) } == 0
      && status.st_mode & S_IFMT == S_IFDIR
  }

  /// Whether it is there and holds nothing.
  static func isEmpty(_ folder: FilePath) -> Bool {
    guard let stream = folder.withPlatformString({ opendir($0) }) else { return false }
    defer { closedir(stream) }
    var count = 0
    while count < 3, readdir(stream) != nil { count += 1 }
    return count < 3
  }

  /// Whether a folder that lacks what is looked for may be on a disk that is not mounted: it is
  /// empty, or the one above it is, or that is missing too.
  static func mayBeUnmounted(_ folder: FilePath) -> Bool {
    let above = folder.removingLastComponent()
    return isEmpty(folder) || isEmpty(above) || !exists(above)
  }

  /// The names in it that are UTF-8; none where it cannot be read.
  static func names(in folder: FilePath) -> [String] {
    guard let stream = folder.withPlatformString({ opendir($0) }) else { return [] }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
        String(validating: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if let name, name != ".", name != ".." { names.append(name) }
    }
    return names
  }
}
