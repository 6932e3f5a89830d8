import Glibc
import SystemPackage

/// The bytes of an index table: anonymous memory, or a mapped file.
///
/// Sendable although it hands out a pointer: whoever allocates fills the bytes before sharing the
/// object, and the only later change is unmapping, when nobody has it any more.
final class IndexMemory: @unchecked Sendable {
  let bytes: UnsafeMutableRawBufferPointer

  private init(_ bytes: UnsafeMutableRawBufferPointer) {
    self.bytes = bytes
  }

  deinit {
    munmap(bytes.baseAddress, bytes.count)
  }

  /// `count` zero bytes that no file stands behind.
  static func anonymous(_ count: Int) throws(Errno) -> IndexMemory {
    try map(count, descriptor: -1, flags: MAP_PRIVATE | MAP_ANONYMOUS, PROT_READ | PROT_WRITE)
  }

  /// A new file of `count` zero bytes, mapped for writing.
  ///
  /// The blocks are reserved first: writing to a mapped hole on a full disk would end the process.
  static func creating(_ path: FilePath, count: Int) throws(Errno) -> IndexMemory {
    let descriptor = path.withPlatformString {
      Glibc.open($0, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
    }
    guard descriptor >= 0 else { throw Errno(rawValue: errno) }
    defer { close(descriptor) }
    let code = posix_fallocate(descriptor, 0, off_t(count))
    guard code == 0 else { throw Errno(rawValue: code) }
    return try map(count, descriptor: descriptor, flags: MAP_SHARED, PROT_READ | PROT_WRITE)
  }

  /// An existing file, mapped for reading.
  static func reading(_ path: FilePath) throws(Errno) -> IndexMemory {
    let descriptor = path.withPlatformString {
      Glibc.open($0, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
    }
    guard descriptor >= 0 else { throw Errno(rawValue: errno) }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw Errno(rawValue: errno) }
    guard status.st_size > 0 else { throw Errno.invalidArgument }
    return try map(
      Int(status.st_size), descriptor: descriptor, flags: MAP_SHARED, PROT_READ)
  }

  private static func map(
    _ count: Int, descriptor: Int32, flags: Int32, _ protection: Int32
  ) throws(Errno) -> IndexMemory {
    guard let start = mmap(nil, count, protection, flags, descriptor, 0), start != MAP_FAILED
    else { throw Errno(rawValue: errno) }
    return IndexMemory(UnsafeMutableRawBufferPointer(start: start, count: count))
  }
}
