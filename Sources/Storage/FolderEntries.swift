import Glibc
import SystemPackage

/// The entries of one open folder, without `.` and `..`, in the order of the file system.
struct FolderEntries: ~Copyable {
  private let stream: OpaquePointer

  init(_ folder: consuming Descriptor) throws(Errno) {
    let number = folder.release()
    while true {
      if let stream = fdopendir(number) {
        self.stream = stream
        return
      }
      let cause = Errno(rawValue: errno)
      if cause == .interrupted { continue }
      close(number)
      throw cause
    }
  }

  deinit { closedir(stream) }

  /// The next name, valid until the next call; `nil` at the end.
  func next() throws(Errno) -> UnsafePointer<CChar>? {
    while true {
      // The end and a failure look the same but for errno.
      errno = 0
      guard let entry = readdir(stream) else {
        // The stream stands where it stood.
        if errno == EINTR { continue }
        guard errno == 0 else { throw Errno(rawValue: errno) }
        return nil
      }
      // Past the pointer, not through the tuple: some file systems have names over 255 bytes.
      let offset = MemoryLayout<dirent>.offset(of: \.d_name) ?? 0
      let name = UnsafeRawPointer(entry).advanced(by: offset).assumingMemoryBound(to: CChar.self)
      if strcmp(name, ".") != 0, strcmp(name, "..") != 0 { return name }
    }
  }

  func status(of name: UnsafePointer<CChar>) throws(Errno) -> stat {
    var status = stat()
    let folder = dirfd(stream)
    _ = try uninterrupted { fstatat(folder, name, &status, AT_SYMLINK_NOFOLLOW) }
    return status
  }

  func folder(_ name: UnsafePointer<CChar>) throws(Errno) -> Descriptor {
    let flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC
    let folder = dirfd(stream)
    return try Descriptor(raw: uninterrupted { openat(folder, name, flags) })
  }
}
