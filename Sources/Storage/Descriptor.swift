import Glibc
import SystemPackage

/// An open file or folder, closed at the end of its life.
///
/// Every call continues after a signal and is named after what it is for. Folders are entered one
/// component at a time and links are never followed, so that nothing planted in a repository leads
/// out of it.
struct Descriptor: ~Copyable, Sendable {
  let raw: Int32

  deinit { Glibc.close(raw) }

  /// Gives the number away; whoever takes it closes it.
  consuming func release() -> Int32 {
    let number = raw
    discard self
    return number
  }
}

// MARK: Opening

extension Descriptor {
  /// A folder anywhere; links on the way are the user's own and are followed.
  static func folder(at path: FilePath) throws(Errno) -> Descriptor {
    try Descriptor(
      raw: uninterrupted {
        path.withPlatformString { open($0, O_RDONLY | O_DIRECTORY | O_CLOEXEC) }
      })
  }

  /// The folder `name` in this one.
  func folder(_ name: UnsafePointer<CChar>) throws(Errno) -> Descriptor {
    let flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC
    return try Descriptor(raw: uninterrupted { openat(raw, name, flags) })
  }

  /// The folder at the end of `names`, each in the one before; this one again if there are none.
  func folder(_ names: [Substring]) throws(Errno) -> Descriptor {
    var folder = try reopened()
    for name in names {
      folder = try folder.folder(String(name))
    }
    return folder
  }

  /// The plain file `name` in this folder, for reading.
  func file(_ name: String) throws(Errno) -> Descriptor {
    // Without O_NONBLOCK, opening a planted FIFO would wait for its writer.
    let flags = O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC
    let file = try Descriptor(raw: uninterrupted { openat(raw, name, flags) })
    guard try file.status().isFile else { throw .isDirectory }
    return file
  }

  /// A new file in this folder that only its owner may read and write.
  func newFile(_ name: String) throws(Errno) -> Descriptor {
    let flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC
    return try Descriptor(raw: uninterrupted { openat(raw, name, flags, 0o600) })
  }

  /// This folder once more. Not `dup`, which would share the place where a listing has come to: the
  /// second listing would find nothing.
  func reopened() throws(Errno) -> Descriptor { try folder(".") }
}

// MARK: Files

extension Descriptor {
  func status() throws(Errno) -> stat {
    var status = stat()
    _ = try uninterrupted { fstat(raw, &status) }
    return status
  }

  /// Reads until `buffer` is full or the file ends; returns how many bytes were read.
  func read(at offset: UInt64, into buffer: UnsafeMutableRawBufferPointer) throws(Errno) -> Int {
    var filled = 0
    while filled < buffer.count {
      guard let position = off_t(exactly: offset &+ UInt64(filled)) else { return filled }
      let rest = UnsafeMutableRawBufferPointer(rebasing: buffer[filled...])
      let count = try uninterrupted { pread(raw, rest.baseAddress, rest.count, position) }
      if count == 0 { break }
      filled += count
    }
    return filled
  }
}

// MARK: Folders

extension Descriptor {
  /// The status of an entry of this folder, of a link itself rather than of its target.
  func status(of name: UnsafePointer<CChar>) throws(Errno) -> stat {
    var status = stat()
    _ = try uninterrupted { fstatat(raw, name, &status, AT_SYMLINK_NOFOLLOW) }
    return status
  }

  /// Makes a folder for its owner only; fine if there is one.
  func makeFolder(_ name: String) throws(Errno) {
    do {
      _ = try uninterrupted { mkdirat(raw, name, 0o700) }
    } catch .fileExists {}
  }

  /// Fine if there is no such entry.
  func unlink(_ name: String) throws(Errno) {
    do {
      _ = try uninterrupted { unlinkat(raw, name, 0) }
    } catch .noSuchFileOrDirectory {}
  }

  /// Moves an entry; what had the new name is gone.
  func rename(_ name: String, to folder: borrowing Descriptor, as newName: String) throws(Errno) {
    let target = folder.raw
    _ = try uninterrupted { renameat(raw, name, target, newName) }
  }

  /// Gives an entry a second name unless that is taken, which is `fileExists`.
  func link(_ name: String, to folder: borrowing Descriptor, as newName: String) throws(Errno) {
    let target = folder.raw
    _ = try uninterrupted { linkat(raw, name, target, newName, 0) }
  }

  /// Bytes that an ordinary user may still write to the file system of this folder.
  func freeBytes() throws(Errno) -> UInt64 {
    var status = statvfs()
    _ = try uninterrupted { fstatvfs(raw, &status) }
    return UInt64(status.f_bavail).multipliedReportingOverflow(by: UInt64(status.f_frsize))
      .partialValue
  }
}

extension stat {
  var isFile: Bool { st_mode & S_IFMT == S_IFREG }
  var isFolder: Bool { st_mode & S_IFMT == S_IFDIR }
  /// In bytes; a size is never negative.
  var size: UInt64 { UInt64(clamping: st_size) }

  func isSameFile(as other: stat) -> Bool { st_dev == other.st_dev && st_ino == other.st_ino }
}

/// Makes a system call again as long as a signal interrupts it.
func uninterrupted<Count: FixedWidthInteger>(_ call: () -> Count) throws(Errno) -> Count {
  while true {
    let result = call()
    guard result == -1 else { return result }
    let cause = Errno(rawValue: errno)
    guard cause == .interrupted else { throw cause }
  }
}
