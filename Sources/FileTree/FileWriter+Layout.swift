import CShims
import Glibc
package import SystemPackage

/// Bytes shared with another file, and the holes between bytes.
extension FileWriter {
  private static let pieceBytes = 1 << 20

  /// Makes the file share the bytes and holes of another one of the same size: nothing is copied.
  ///
  /// Throws `.notSupported`, `.improperLink` or `.invalidArgument` where the file system cannot.
  package func share(_ other: OpenFile) throws(Errno) {
    try systemCall { other.withDescriptor { martlet_tree_share(descriptor, $0) } }
  }

  /// Makes a hole of a part of the file, if it is nothing but zeros. Where the file system cannot,
  /// the zeros stay.
  package func makeHoleOfZeros(from offset: UInt64, length: UInt64) throws(Errno) {
    guard offset <= size, length <= size - offset else { throw .fileTooLarge }
    guard try isZero(from: offset, to: offset + length) else { return }
    _ = martlet_tree_make_hole(descriptor, offset, length)
  }

  /// The first hole at or behind `offset`; the end of the file is none.
  package func nextHole(from offset: UInt64) throws(Errno) -> (start: UInt64, end: UInt64)? {
    guard offset < size, let start = seek(offset, martlet_tree_seek_hole), start < size else {
      return nil
    }
    return (start, min(size, seek(start, martlet_tree_seek_data) ?? size))
  }

  /// Makes zeros on the disk of a hole.
  package func writeZeros(from start: UInt64, to end: UInt64) throws(Errno) {
    let zeros = [UInt8](repeating: 0, count: Int(min(UInt64(Self.pieceBytes), end - start)))
    var offset = start
    while offset < end {
      let wanted = Int(min(UInt64(zeros.count), end - offset))
      let count = try systemCall { pwrite(descriptor, zeros, wanted, off_t(offset)) }
      guard count > 0 else { throw .ioError }
      offset += UInt64(count)
    }
  }

  private func seek(_ offset: UInt64, _ whence: CInt) -> UInt64? {
    UInt64(exactly: lseek(descriptor, off_t(offset), whence))
  }

  private func isZero(from start: UInt64, to end: UInt64) throws(Errno) -> Bool {
    var buffer = [UInt8](repeating: 0, count: Self.pieceBytes)
    var offset = start
    while offset < end {
      let wanted = Int(min(UInt64(buffer.count), end - offset))
      let count = try systemCall { pread(descriptor, &buffer, wanted, off_t(offset)) }
      guard count > 0, buffer.prefix(count).allSatisfy({ $0 == 0 }) else { return false }
      offset += UInt64(count)
    }
    return true
  }
}
