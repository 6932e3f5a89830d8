import Format
import Glibc
package import SystemPackage

/// The right to run a mirror pair, which one process at a time has: a file in the state folder.
///
/// Goes with the process, however that ends. Two folders have one lock in whichever order they are
/// named and by whatever paths.
package final class MirrorLock: Sendable {
  /// Why it cannot be had.
  package enum Refusal: Error, Equatable {
    /// Another run has it: "process 4711 on laptop, since …"; empty if it does not say.
    case busy(holder: String)
    case failed(Errno, FilePath)
  }

  private static let maxHolderBytes = 1_024

  private let descriptor: CInt

  /// Never waits. `holder` is what the others get to read; it may be cut.
  package init(
    _ a: MirroredRoot.Identity, _ b: MirroredRoot.Identity, in folder: FilePath, holder: String
  ) throws(Refusal) {
    let path = folder.appending(Self.name(a, b))
    do throws(Errno) {
      descriptor = try Self.open(path, in: folder)
    } catch {
      throw .failed(error, path)
    }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      let error = Errno(rawValue: errno)
      let holder = Self.holder(descriptor)
      close(descriptor)
      throw error == .wouldBlock ? .busy(holder: holder) : .failed(error, path)
    }
    // Others can do without knowing who it is.
    let text = Array(holder.utf8.prefix(Self.maxHolderBytes))
    _ = ftruncate(descriptor, 0)
    _ = text.withUnsafeBytes { pwrite(descriptor, $0.baseAddress, $0.count, 0) }
  }

  deinit {
    // The file stays: whoever is waiting to lock it would otherwise lock one that nobody finds.
    _ = ftruncate(descriptor, 0)
    close(descriptor)
  }

  private static func open(_ path: FilePath, in folder: FilePath) throws(Errno) -> CInt {
    let flags = O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW
    var descriptor = Glibc.open(path.string, flags, 0o600)
    if descriptor < 0, errno == ENOENT {
      try StateFile.makeFolder(folder)
      descriptor = Glibc.open(path.string, flags, 0o600)
    }
    guard descriptor >= 0 else { throw Errno(rawValue: errno) }
    return descriptor
  }

  private static func holder(_ descriptor: CInt) -> String {
    var bytes = [UInt8](repeating: 0, count: maxHolderBytes)
    let count = bytes.withUnsafeMutableBytes { pread(descriptor, $0.baseAddress, $0.count, 0) }
    return String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
  }

  /// A name of letters, digits and dashes, whatever the file systems are called.
  private static func name(_ a: MirroredRoot.Identity, _ b: MirroredRoot.Identity) -> String {
    let parts = [a, b].map { root in
      let system = root.fileSystem.utf8.suffix(40)
      return "\(Hex.encode(system))-\(String(root.inode, radix: 16))"
    }
    return "mirror-\(parts.sorted().joined(separator: "-")).lock"
  }
}
