import FileTree
import Format
import Glibc
import Repository
import Sealing
import SystemPackage

/// The folder that a restore fills.
struct RestoreTarget {
  /// How folders above the target are made.
  enum Parents {
    /// For the user alone: nobody has said what they are for.
    case closed
    /// As `mkdir -p` makes them: what is restored in place is for whoever it was for.
    case ordinary

    fileprivate var mode: mode_t { self == .closed ? 0o700 : 0o755 }
  }

  let writer: TreeWriter
  /// Made by this run.
  let isNew: Bool
  private let path: FilePath

  /// Opens the folder; `nil` if it is not there.
  static func existing(
    _ path: FilePath, random: any RandomSource, shelf: FolderShelf
  ) throws(RepositoryError) -> RestoreTarget? {
    do throws(Errno) {
      return try RestoreTarget(path, isNew: false, random, shelf)
    } catch {
      if error == .noSuchFileOrDirectory { return nil }
      throw failure(error, path)
    }
  }

  /// Opens the folder, or makes it and those above it.
  init(
    making path: FilePath, parents: Parents, random: any RandomSource, shelf: FolderShelf
  ) throws(RepositoryError) {
    do throws(Errno) {
      let isNew = try Self.make(path, 0o700, parents)
      try self.init(path, isNew: isNew, random, shelf)
      guard try !writer.root.folder.isReadOnly() else { throw .readOnlyFileSystem }
    } catch {
      throw error == .readOnlyFileSystem
        ? .readOnlyTarget(at: path.string) : Self.failure(error, path)
    }
  }

  private init(
    _ path: FilePath, isNew: Bool, _ random: any RandomSource, _ shelf: FolderShelf
  ) throws(Errno) {
    self.path = path
    self.isNew = isNew
    writer = try TreeWriter(
      target: OpenFolder.open(path), run: try randomBytes(random), shelf: shelf)
  }

  func sync() throws(RepositoryError) {
    do throws(Errno) {
      try writer.sync()
    } catch {
      throw Self.failure(error, path)
    }
  }

  private static func make(
    _ path: FilePath, _ mode: mode_t, _ parents: Parents
  ) throws(Errno) -> Bool {
    do throws(Errno) {
      try makeOne(path, mode)
      return true
    } catch {
      if error == .fileExists { return false }
      let above = path.removingLastComponent()
      guard error == .noSuchFileOrDirectory, above != path else { throw error }
      _ = try make(above, parents.mode, parents)
      try makeOne(path, mode)
      return true
    }
  }

  /// With exactly that mode, whatever the mask says.
  private static func makeOne(_ path: FilePath, _ mode: mode_t) throws(Errno) {
    while path.withPlatformString({ mkdir($0, 0o700) }) != 0 {
      guard errno == EINTR else { throw Errno(rawValue: errno) }
    }
    if mode != 0o700 { _ = path.withPlatformString { chmod($0, mode) } }
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
