import CShims
package import Format
import Glibc
package import SystemPackage

/// A regular file held open for reading; closed when the last holder lets go.
package final class OpenFile: Sendable {
  private let descriptor: CInt
  /// Compared with `status()` after reading, this tells whether the file changed meanwhile.
  package let statusWhenOpened: FileStatus

  /// Takes over the descriptor of a regular file.
  init(descriptor: CInt, statusWhenOpened: FileStatus) {
    self.descriptor = descriptor
    self.statusWhenOpened = statusWhenOpened
  }

  deinit {
    _ = close(descriptor)
  }

  /// Fills `buffer` from `offset` on and returns how much was there; less than asked only at the
  /// file's end, where it was when the file was opened or is now.
  package func read(
    into buffer: UnsafeMutableRawBufferPointer, at offset: UInt64
  ) throws(Errno) -> Int {
    guard let start = Int(exactly: offset), start <= Int.max - buffer.count else {
      throw .overflow
    }
    var filled = 0
    while filled < buffer.count {
      let rest = UnsafeMutableRawBufferPointer(rebasing: buffer[filled...])
      let count = try systemCall {
        pread(descriptor, rest.baseAddress, rest.count, off_t(start + filled))
      }
      filled += count
      // Where it ended when it was opened; another call would say so once more, for every file.
      let isAtEnd = count < rest.count && UInt64(start + filled) == statusWhenOpened.size
      if count == 0 || isAtEnd { break }
    }
    return filled
  }

  /// The status now.
  package func status() throws(Errno) -> FileStatus {
    try FileStatus.of(descriptor)
  }

  /// All extended attributes, sorted by name.
  package func extendedAttributes() throws(Errno) -> [ExtendedAttribute] {
    try AttributeReader.attributes(ofOpen: descriptor)
  }

  /// Where data begins at or after `offset`; `nil` when only a hole, or nothing, is left.
  package func nextData(from offset: UInt64) throws(Errno) -> UInt64? {
    try seek(from: offset, martlet_tree_seek_data)
  }

  /// Where a hole begins at or after `offset`, the file's end at the latest; `nil` at or behind the
  /// end.
  package func nextHole(from offset: UInt64) throws(Errno) -> UInt64? {
    try seek(from: offset, martlet_tree_seek_hole)
  }

  private func seek(from offset: UInt64, _ whence: CInt) throws(Errno) -> UInt64? {
    guard let start = off_t(exactly: offset) else { throw .overflow }
    do throws(Errno) {
      return UInt64(try systemCall { lseek(descriptor, start, whence) })
    } catch {
      guard error == .noSuchAddressOrDevice else { throw error }
      return nil
    }
  }

  /// Asks the kernel to forget what it keeps of the file in memory: what is read next comes from
  /// the disk, if it is there already.
  package func dropCache() {
    _ = posix_fadvise(descriptor, 0, 0, POSIX_FADV_DONTNEED)
  }

  /// For a system call on the open file.
  func withDescriptor<Result>(_ body: (CInt) -> Result) -> Result { body(descriptor) }

  /// Asks the kernel to read ahead further: the file is read once, from start to end.
  package func adviseSequential() {
    _ = posix_fadvise(descriptor, 0, 0, POSIX_FADV_SEQUENTIAL)
  }
}
