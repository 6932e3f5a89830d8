import Glibc
import SystemPackage

/// A table's file while it is filled: under a temporary name, locked, and gone again unless it is
/// published.
final class NewIndexFile {
  /// Names a process tries at most: it rarely makes two tables of the same runs at once.
  private static let maxAttempts = 16

  /// As many zero bytes as were asked for, shared with the file.
  let memory: IndexMemory
  private let descriptor: Int32
  private let path: FilePath

  init(in folder: FilePath, name: String, count: Int) throws(Errno) {
    _ = folder.withPlatformString { mkdir($0, 0o700) }
    (descriptor, path) = try Self.create(in: folder, name: name)
    do throws(Errno) {
      guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else { throw Errno(rawValue: errno) }
      // Reserves the blocks: writing to a mapped hole on a full disk would end the process.
      let code = posix_fallocate(descriptor, 0, off_t(count))
      guard code == 0 else { throw Errno(rawValue: code) }
      memory = try IndexMemory.writing(descriptor, count: count)
    } catch {
      Self.discard(descriptor, path)
      throw error
    }
  }

  deinit {
    Self.discard(descriptor, path)
  }

  /// Gives the filled file its name. It is synced first: after a power cut a name without its bytes
  /// would hide chunks that are there.
  func publish(as final: FilePath) throws(Errno) {
    guard fsync(descriptor) == 0 else { throw Errno(rawValue: errno) }
    let code = path.withPlatformString { old in
      final.withPlatformString { new in rename(old, new) }
    }
    guard code == 0 else { throw Errno(rawValue: errno) }
  }

  private static func create(
    in folder: FilePath, name: String
  ) throws(Errno) -> (Int32, FilePath) {
    for attempt in 0..<maxAttempts {
      let path = folder.appending("\(name).\(getpid())-\(attempt).tmp")
      let descriptor = path.withPlatformString {
        Glibc.open($0, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
      }
      if descriptor >= 0 { return (descriptor, path) }
      guard errno == EEXIST else { throw Errno(rawValue: errno) }
    }
    throw .fileExists
  }

  private static func discard(_ descriptor: Int32, _ path: FilePath) {
    // After publishing there is nothing under the temporary name.
    _ = path.withPlatformString { unlink($0) }
    close(descriptor)
  }
}
