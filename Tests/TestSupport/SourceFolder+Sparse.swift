package import Format
import Glibc
package import SystemPackage

extension SourceFolder {
  /// Makes a file of `size` bytes that is one hole but for `pieces`, each with where it begins.
  package func sparse(
    _ name: String, size: Int, _ pieces: [(offset: Int, bytes: [UInt8])] = []
  ) throws(Errno) {
    let descriptor = open(location(name), O_RDWR | O_CLOEXEC | O_CREAT | O_TRUNC, 0o644)
    guard descriptor >= 0 else { throw Errno(rawValue: errno) }
    defer { close(descriptor) }
    guard ftruncate(descriptor, off_t(size)) == 0 else { throw Errno(rawValue: errno) }
    for piece in pieces {
      guard pwrite(descriptor, piece.bytes, piece.bytes.count, off_t(piece.offset)) >= 0 else {
        throw Errno(rawValue: errno)
      }
    }
  }

  /// Where the file has holes, by calls of libc.
  package func holes(_ name: String) throws(Errno) -> [Hole] {
    let (seekData, seekHole): (CInt, CInt) = (3, 4)
    let descriptor = open(location(name), O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw Errno(rawValue: errno) }
    defer { close(descriptor) }
    let size = lseek(descriptor, 0, SEEK_END)
    var holes: [Hole] = []
    var offset = lseek(descriptor, 0, seekHole)
    while offset >= 0, offset < size {
      let data = lseek(descriptor, offset, seekData)
      let end = data < 0 ? size : data
      holes.append(Hole(offset: UInt64(offset), length: UInt64(end - offset)))
      offset = lseek(descriptor, end, seekHole)
    }
    return holes
  }
}
