import FileTree
import Glibc
import Repository
import Sealing
import SystemPackage

/// The folder that a restore fills.
struct RestoreTarget {
  let writer: TreeWriter
  /// Whether the folder is given the metadata of the source folder: only if the restore made it or
  /// found it empty.
  let takesAttributes: Bool
  private let path: FilePath

  /// Opens the folder, or makes it and those above it.
  init(_ path: FilePath, random: any RandomSource) throws(RepositoryError) {
    self.path = path
    do throws(Errno) {
      let isNew = try Self.make(path)
      let folder = try OpenFolder.open(path)
      let entries = try folder.entries()
      takesAttributes = isNew || entries.isEmpty
      let run = try randomBytes(random)
      writer = TreeWriter(target: folder, run: run)
    } catch {
      throw Self.failure(error, path)
    }
  }

  func sync() throws(RepositoryError) {
    do throws(Errno) {
      try writer.sync()
    } catch {
      throw Self.failure(error, path)
    }
  }

  private static func make(_ path: FilePath) throws(Errno) -> Bool {
    if path.withPlatformString({ mkdir($0, 0o700) }) == 0 { return true }
    let error = Errno(rawValue: errno)
    if error == .fileExists { return false }
    let above = path.removingLastComponent()
    guard error == .noSuchFileOrDirectory, above != path else { throw error }
    _ = try make(above)
    guard path.withPlatformString({ mkdir($0, 0o700) }) == 0 else {
      throw Errno(rawValue: errno)
    }
    return true
  }

  private static func failure(_ error: Errno, _ path: FilePath) -> RepositoryError {
    RepositoryError(
      error == .noSpace ? .full : .failed, "the target cannot be used: \(error.clause)",
      at: path.string, advice: "choose another folder with --to", cause: error)
  }
}

private func randomBytes(_ random: any RandomSource) throws(Errno) -> UInt64 {
  do throws(SealingError) {
    return try random.bytes(8).reduce(0) { $0 << 8 | UInt64($1) }
  } catch {
    throw .ioError
  }
}
