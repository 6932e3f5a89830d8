import Format
import Glibc
import Snapshots
import SystemPackage

/// Paths as the user typed them, made absolute.
enum AbsolutePath {
  /// Absolute and without `.` and `..`.
  ///
  /// `..` after a symbolic link leads above the link's target; so what stands before the last `..`
  /// is resolved by the system. A slash at the end asks for what the link points to. Otherwise
  /// nothing is resolved: a link that is named is meant.
  ///
  /// Throws for an empty path, which a script's unset variable leaves: it would mean this folder.
  static func make(_ typed: [UInt8]) throws(Failure) -> FilePath {
    guard !typed.isEmpty else {
      throw .usage("a path is empty", advice: "Name a folder or file; this folder is .")
    }
    let slash = UInt8(ascii: "/")
    let dot = UInt8(ascii: ".")
    let full = typed.first == slash ? typed : try workingFolder() + [slash] + typed
    var components = full.split(separator: slash).filter { $0 != [dot] }
    if let last = components.lastIndex(of: [dot, dot]) {
      let resolved = try resolve([slash] + Array(components[...last].joined(separator: [slash])))
      components = resolved.split(separator: slash) + components[(last + 1)...]
    }
    let plain = [slash] + Array(components.joined(separator: [slash]))
    let wantsTarget = typed.last == slash || typed.suffix(2) == [slash, dot]
    guard wantsTarget, let target = realPath(plain) else { return path(plain) }
    return path(target)
  }

  /// The path with every link on the way to its last component followed; as it is where a folder is
  /// missing. `known` keeps what was found out about folders.
  static func withLinksFollowed(
    _ path: FilePath, known: inout [FilePath: FilePath]
  ) -> FilePath {
    guard let name = path.lastComponent else { return path }
    let folder = path.removingLastComponent()
    let resolved = known[folder] ?? realPath(folder.bytes).map(self.path) ?? folder
    known[folder] = resolved
    return resolved.appending(name)
  }

  static func path(_ bytes: [UInt8]) -> FilePath {
    FilePath(platformString: bytes.map { CChar(bitPattern: $0) } + [0])
  }

  private static func workingFolder() throws(Failure) -> [UInt8] {
    guard let pointer = getcwd(nil, 0) else {
      throw Failure(
        .failed, "the current folder is gone", advice: "Go to another folder and try again")
    }
    defer { free(pointer) }
    return bytes(pointer)
  }

  private static func resolve(_ path: [UInt8]) throws(Failure) -> [UInt8] {
    guard let resolved = realPath(path) else {
      throw Failure(
        .failed, Errno(rawValue: errno).clause, at: NameText.text(path),
        advice: "Check the path")
    }
    return resolved
  }

  private static func realPath(_ path: [UInt8]) -> [UInt8]? {
    let terminated = path.map { CChar(bitPattern: $0) } + [0]
    guard let pointer = realpath(terminated, nil) else { return nil }
    defer { free(pointer) }
    return bytes(pointer)
  }

  private static func bytes(_ pointer: UnsafePointer<CChar>) -> [UInt8] {
    UnsafeRawBufferPointer(start: pointer, count: strlen(pointer)).map { $0 }
  }
}
