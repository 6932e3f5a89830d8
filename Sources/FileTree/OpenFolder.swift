import CShims
package import Format
import Glibc
import Synchronization
package import SystemPackage

/// A folder held by a descriptor: what is asked of it by name stays inside it, whatever happens to
/// the path that led to it.
///
/// The descriptor is closed when the last holder lets go. Names are single components, and links
/// are never followed.
package final class OpenFolder: Sendable {
  let descriptor: CInt

  // O_NOATIME is for owners only. Files of one folder mostly have one owner, so one refusal spares
  // the others the second call.
  private let keepsAccessTimes = Atomic<Bool>(true)

  /// Takes over the descriptor of a folder.
  init(descriptor: CInt) {
    self.descriptor = descriptor
  }

  deinit {
    _ = close(descriptor)
  }

  /// Opens the folder at a path that a person named: links along the path are followed.
  package static func open(_ path: FilePath) throws(Errno) -> OpenFolder {
    let flags = O_RDONLY | O_DIRECTORY | O_CLOEXEC
    let descriptor = try systemCall {
      path.withPlatformString { openat(AT_FDCWD, $0, flags) }
    }
    return OpenFolder(descriptor: descriptor)
  }

  /// Opens a folder in this one.
  ///
  /// Throws `.tooManySymbolicLinkLevels` or `.notDirectory` when something else has the name.
  package func openFolder(_ name: FileName) throws(Errno) -> OpenFolder {
    OpenFolder(
      descriptor: try open(name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC))
  }

  /// Opens the folder that holds this one now, which is another one after a move.
  package func openParent() throws(Errno) -> OpenFolder {
    let descriptor = self.descriptor
    let opened = try systemCall {
      openat(descriptor, "..", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    }
    return OpenFolder(descriptor: opened)
  }

  /// Opens the same folder once more. A descriptor has one read position, and others may hold this
  /// one: a listing goes through a descriptor of its own.
  func reopened() throws(Errno) -> OpenFolder {
    let descriptor = self.descriptor
    let opened = try systemCall { openat(descriptor, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC) }
    return OpenFolder(descriptor: opened)
  }

  /// Opens a regular file for reading, leaving its access time alone where that is allowed.
  ///
  /// Never waits for a FIFO that took the file's name: throws `.staleNFSFileHandle` when what was
  /// opened is no regular file, `.tooManySymbolicLinkLevels` for a link.
  package func openFile(_ name: FileName) throws(Errno) -> OpenFile {
    let opened = try openWithoutAccessTime(name)
    let status: FileStatus
    do throws(Errno) {
      status = try FileStatus.of(opened)
      guard status.kind == .file else { throw .staleNFSFileHandle }
    } catch {
      _ = close(opened)
      throw error
    }
    return OpenFile(descriptor: opened, statusWhenOpened: status)
  }

  private func openWithoutAccessTime(_ name: FileName) throws(Errno) -> CInt {
    let flags = O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC
    guard keepsAccessTimes.load(ordering: .relaxed) else { return try open(name, flags) }
    do throws(Errno) {
      return try open(name, flags | martlet_tree_open_no_access_time)
    } catch {
      guard error == .notPermitted else { throw error }
      keepsAccessTimes.store(false, ordering: .relaxed)
      return try open(name, flags)
    }
  }

  private func open(_ name: FileName, _ flags: CInt) throws(Errno) -> CInt {
    let descriptor = self.descriptor
    return try systemCall {
      withCString(name.bytes) { openat(descriptor, $0, flags) }
    }
  }

  /// The status of the folder itself.
  package func status() throws(Errno) -> FileStatus {
    try FileStatus.of(descriptor)
  }

  /// The status of an entry.
  package func status(of name: FileName) throws(Errno) -> FileStatus {
    var raw = martlet_tree_status()
    let descriptor = self.descriptor
    try systemCall {
      withCString(name.bytes) { martlet_tree_status(descriptor, $0, &raw) }
    }
    guard let status = FileStatus(raw) else { throw .invalidArgument }
    return status
  }

  /// Bytes that a user like this one may still write to the folder's file system.
  package func freeBytes() throws(Errno) -> UInt64 {
    var status = statvfs()
    let descriptor = self.descriptor
    try systemCall { fstatvfs(descriptor, &status) }
    return UInt64(status.f_bavail).multipliedReportingOverflow(by: UInt64(status.f_frsize))
      .partialValue
  }

  /// Whether nothing can be written to the folder's file system.
  package func isReadOnly() throws(Errno) -> Bool {
    var status = statvfs()
    let descriptor = self.descriptor
    try systemCall { fstatvfs(descriptor, &status) }
    // ST_RDONLY
    return status.f_flag & 1 != 0
  }

  /// The names in the folder, sorted by bytes.
  ///
  /// Throws `.fileNameTooLong` when a name is longer than `FileName` allows, which some foreign
  /// file systems permit.
  package func entries() throws(Errno) -> [FileName] {
    var reader = FolderReader()
    return try reader.names(of: reopened())
  }

  /// What a link points to, of any length.
  package func readLink(_ name: FileName) throws(Errno) -> [UInt8] {
    var capacity = 256
    while true {
      let descriptor = self.descriptor
      var buffer = [CChar](repeating: 0, count: capacity)
      let length = try systemCall {
        withCString(name.bytes) { readlinkat(descriptor, $0, &buffer, capacity) }
      }
      let target = buffer.prefix(length).map { UInt8(bitPattern: $0) }
      // A full buffer may have cut the target short.
      if target.count < capacity { return target }
      guard capacity < Self.maxLinkBytes else { throw .fileNameTooLong }
      capacity *= 4
    }
  }

  // Linux allows 4 095; a foreign file system must not make us allocate without end.
  private static let maxLinkBytes = 1 << 20

  /// All extended attributes of an entry, sorted by name; of a link, its own.
  ///
  /// Needs `/proc`: no system call before Linux 6.13 takes a folder and a name. Throws
  /// `.noFunction` where it is not mounted.
  package func extendedAttributes(of name: FileName) throws(Errno) -> [ExtendedAttribute] {
    do throws(Errno) {
      return try AttributeReader.attributes(
        of: Array("/proc/self/fd/\(descriptor)/".utf8) + name.bytes)
    } catch {
      guard error == .noSuchFileOrDirectory else { throw error }
      // Either the entry has vanished, which this throws, or `/proc` is not there.
      _ = try status(of: name)
      throw .noFunction
    }
  }

  /// All extended attributes of the folder itself, sorted by name.
  package func extendedAttributes() throws(Errno) -> [ExtendedAttribute] {
    try AttributeReader.attributes(ofOpen: descriptor)
  }
}
