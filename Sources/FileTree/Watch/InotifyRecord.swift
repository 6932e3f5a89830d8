import Format
import Glibc

/// One record of inotify(7), as the kernel writes it.
struct InotifyRecord: Equatable {
  let watch: Int32
  let mask: UInt32
  /// The same for both halves of a rename; otherwise 0.
  let cookie: UInt32
  /// `nil` for a record about the watched folder itself, or a name that is none.
  let name: FileName?

  func has(_ flags: CInt) -> Bool { mask & UInt32(bitPattern: flags) != 0 }

  // The kernel's layout: watch, mask, cookie, length of the name; then the name, filled with NULs.
  private static let headerBytes = 16

  /// All records of what was read. One that is cut short ends them: the kernel writes none.
  static func all(in bytes: UnsafeRawBufferPointer) -> [InotifyRecord] {
    var records: [InotifyRecord] = []
    var offset = 0
    while offset + headerBytes <= bytes.count {
      let length = Int(bytes.loadUnaligned(fromByteOffset: offset + 12, as: UInt32.self))
      guard length <= bytes.count - offset - headerBytes else { break }
      let start = offset + headerBytes
      let name = bytes[start..<(start + length)].prefix { $0 != 0 }
      records.append(
        InotifyRecord(
          watch: bytes.loadUnaligned(fromByteOffset: offset, as: Int32.self),
          mask: bytes.loadUnaligned(fromByteOffset: offset + 4, as: UInt32.self),
          cookie: bytes.loadUnaligned(fromByteOffset: offset + 8, as: UInt32.self),
          name: FileName(name)))
      offset = start + length
    }
    return records
  }
}
