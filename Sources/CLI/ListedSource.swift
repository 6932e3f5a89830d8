import Glibc
import Snapshots
import SystemPackage

/// Listed paths as one source: the deepest folder that holds them all.
struct ListedSource {
  /// Absolute.
  let folder: FilePath
  /// What of the folder is saved.
  let listing: ListedPaths
  /// As they were listed, absolute.
  let paths: [FilePath]

  /// Links on the way to a listed path are followed, so that each is saved where it really is.
  init(_ listed: [FilePath]) {
    let slash = UInt8(ascii: "/")
    var known: [FilePath: FilePath] = [:]
    let paths = listed.map {
      AbsolutePath.withLinksFollowed($0, known: &known).bytes.split(separator: slash)
    }
    var common = paths.first ?? []
    for path in paths where !path.starts(with: common) {
      common = zip(common, path).prefix { $0 == $1 }.map { $0.0 }
    }
    // A path that is listed itself holds the others only if it is a folder.
    if paths.contains(where: { $0.count == common.count }),
      !Self.isFolder(Self.path(common[...]))
    {
      common = common.dropLast()
    }
    var listing = ListedPaths()
    for path in paths {
      listing.add(Array(path.dropFirst(common.count).joined(separator: [slash])))
    }
    folder = Self.path(common[...])
    self.listing = listing
    self.paths = listed
  }

  private static func path(_ components: ArraySlice<ArraySlice<UInt8>>) -> FilePath {
    let slash = UInt8(ascii: "/")
    return AbsolutePath.path([slash] + Array(components.joined(separator: [slash])))
  }

  private static func isFolder(_ path: FilePath) -> Bool {
    var status = stat()
    guard path.withPlatformString({ lstat($0, &status) }) == 0 else { return false }
    return status.st_mode & S_IFMT == S_IFDIR
  }
}
