import Glibc
import SystemPackage

/// The bytes of an index table: anonymous memory, or a mapped file.
///
/// Sendable although it hands out a pointer: whoever allocates fills the bytes before sharing the
/// object, and the only later change is unmapping, when nobody has it any more.
final class IndexMemory: @unchecked Sendable {
  let bytes: UnsafeMutableRawBufferPointer
  /// Whether no file stands behind the bytes.
  let isAnonymous: Bool

  private static let muchBytes = 16 << 20

  private init(_ bytes: UnsafeMutableRawBufferPointer, isAnonymous: Bool) {
    self.bytes = bytes
    self.isAnonymous = isAnonymous
  }

  deinit {
    munmap(bytes.baseAddress, bytes.count)
  }

  /// `count` zero bytes that no file stands behind.
  static func anonymous(_ count: Int) throws(Errno) -> IndexMemory {
    try map(count, descriptor: -1, flags: MAP_PRIVATE | MAP_ANONYMOUS, PROT_READ | PROT_WRITE)
  }

  /// The first `count` bytes of a file, mapped for writing.
  static func writing(_ descriptor: Int32, count: Int) throws(Errno) -> IndexMemory {
    try map(count, descriptor: descriptor, flags: MAP_SHARED, PROT_READ | PROT_WRITE)
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

  /// Lets go the memory that stands for bytes of a file, if it is much; they are there again when
  /// they are read.
  func releasePages() {
    guard !isAnonymous, bytes.count > Self.muchBytes else { return }
    madvise(bytes.baseAddress, bytes.count, MADV_DONTNEED)
  }

  private static func map(
    _ count: Int, descriptor: Int32, flags: Int32, _ protection: Int32
  ) throws(Errno) -> IndexMemory {
    guard let start = mmap(nil, count, protection, flags, descriptor, 0), start != MAP_FAILED
    else { throw Errno(rawValue: errno) }
    return IndexMemory(
      UnsafeMutableRawBufferPointer(start: start, count: count), isAnonymous: descriptor < 0)
  }
}
