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
