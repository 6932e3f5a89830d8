import CShims
import Format
import Glibc
import SystemPackage

/// Reads folders one after another through one buffer.
struct FolderReader {
  /// A directory record in the buffer.
  private struct Record {
    /// Where the name begins in the buffer; a NUL follows it.
    let start: Int
    let length: Int
    let inode: UInt64
    /// The first eight bytes of the name, big-endian: decides most comparisons without the buffer.
    let key: UInt64
    /// Where the status stands, once read.
    var statusIndex = -1
  }

  private static let initialBytes = 65_536
  // A record is at most 280 bytes; the kernel fills what it is given, so more means fewer calls.
  private static let leastFreeBytes = 32_768
  // What a folder of more than some ten thousand entries took is given back after it.
  private static let keptBytes = 1 << 20

  /// Fills the buffer with records of an open folder, and says how many bytes they took; 0 at the
  /// end, -1 for an error.
  typealias ReadEntries = @Sendable (CInt, UnsafeMutableRawBufferPointer) -> Int

  private let readEntries: ReadEntries

  init(readEntries: @escaping ReadEntries = { Self.entriesOfSystem($0, $1) }) {
    self.readEntries = readEntries
  }

  static func entriesOfSystem(_ folder: CInt, _ buffer: UnsafeMutableRawBufferPointer) -> Int {
    martlet_tree_read_entries(folder, buffer.baseAddress, buffer.count)
  }

  // Holds all records of the folder being read, as the kernel wrote them.
  private var buffer = [UInt8](repeating: 0, count: initialBytes)
  private var records: [Record] = []

  /// The names sorted by bytes; throws `.fileNameTooLong` for one that is no `FileName`.
  mutating func names(of folder: OpenFolder) throws(Errno) -> [FileName] {
    try readRecords(of: folder.descriptor)
    sortByName()
    var names: [FileName] = []
    names.reserveCapacity(records.count)
    for record in records {
      guard let name = FileName(rawName(record)) else { throw .fileNameTooLong }
      names.append(name)
    }
    return names
  }

  /// Names and statuses. The folder was opened just now and its descriptor not yet read from.
  mutating func list(_ folder: OpenFolder) throws(Errno) -> FolderListing {
    try readRecords(of: folder.descriptor)
    // In inode order a disk reads its inode tables once, front to back; name order, or the hash
    // order in which ext4 returns names, makes it jump.
    records.sort { $0.inode < $1.inode }
    var listing = FolderListing()
    var statuses: [FileStatus] = []
    statuses.reserveCapacity(records.count)
    for index in records.indices {
      do throws(Errno) {
        statuses.append(try status(of: records[index], in: folder.descriptor))
        records[index].statusIndex = statuses.count - 1
      } catch {
        listing.failures.append((rawName(records[index]), error))
      }
    }
    sortByName()
    listing.entries.reserveCapacity(statuses.count)
    for record in records where record.statusIndex >= 0 {
      guard let name = FileName(rawName(record)) else {
        listing.failures.append((rawName(record), .fileNameTooLong))
        continue
      }
      listing.entries.append(FolderEntry(name: name, status: statuses[record.statusIndex]))
    }
    listing.failures.sort { $0.name.lexicographicallyPrecedes($1.name) }
    shrink()
    return listing
  }

  private mutating func shrink() {
    guard buffer.count > Self.keptBytes else { return }
    buffer = [UInt8](repeating: 0, count: Self.initialBytes)
    records = []
  }

  private func status(of record: Record, in folder: CInt) throws(Errno) -> FileStatus {
    var raw = martlet_tree_status()
    try systemCall {
      buffer.withUnsafeBytes { bytes in
        bytes[record.start...].withMemoryRebound(to: CChar.self) { name in
          martlet_tree_status(folder, name.baseAddress.unsafelyUnwrapped, &raw)
        }
      }
    }
    guard let status = FileStatus(raw) else { throw .invalidArgument }
    return status
  }

  private func rawName(_ record: Record) -> [UInt8] {
    Array(buffer[record.start..<record.start + record.length])
  }

  private static func haveSameName(
    _ left: Record, _ right: Record, in bytes: UnsafeRawBufferPointer
  ) -> Bool {
    left.key == right.key && left.length == right.length
      && bytes[left.start...].prefix(left.length)
        .elementsEqual(bytes[right.start...].prefix(right.length))
  }

  /// Sorts the records by name, each name once: one that is removed and made again while a large
  /// folder is read may be listed twice.
  private mutating func sortByName() {
    buffer.withUnsafeBytes { bytes in
      records.sort { left, right in
        if left.key != right.key { return left.key < right.key }
        let shorter = min(left.length, right.length)
        let leftName = UnsafeRawBufferPointer(rebasing: bytes[left.start...])
        let rightName = UnsafeRawBufferPointer(rebasing: bytes[right.start...])
        guard let first = leftName.baseAddress, let second = rightName.baseAddress else {
          return false
        }
        let order = memcmp(first, second, shorter)
        return order != 0 ? order < 0 : left.length < right.length
      }
      guard
        zip(records, records.dropFirst()).contains(where: { Self.haveSameName($0, $1, in: bytes) })
      else { return }
      records = records.reduce(into: []) { kept, record in
        if let last = kept.last, Self.haveSameName(last, record, in: bytes) { return }
        kept.append(record)
      }
    }
  }

  private mutating func readRecords(of folder: CInt) throws(Errno) {
    records.removeAll(keepingCapacity: true)
    let readEntries = readEntries
    var filled = 0
    while true {
      if buffer.count - filled < Self.leastFreeBytes {
        buffer.append(contentsOf: repeatElement(0, count: buffer.count))
      }
      let length = try systemCall {
        buffer.withUnsafeMutableBytes { bytes in
          readEntries(folder, UnsafeMutableRawBufferPointer(rebasing: bytes[filled...]))
        }
      }
      guard length > 0 else { return }
      collectRecords(filled..<filled + length)
      filled += length
    }
  }

  /// Finds the records in a part of the buffer that the kernel has just written.
  ///
  /// A record: inode (8 bytes), position (8), record length (2), kind (1), name, NUL.
  private mutating func collectRecords(_ range: Range<Int>) {
    let nameOffset = 19
    buffer.withUnsafeBytes { bytes in
      var offset = range.lowerBound
      while offset + nameOffset < range.upperBound {
        let length = Int(bytes.loadUnaligned(fromByteOffset: offset + 16, as: UInt16.self))
        guard length > nameOffset, offset + length <= range.upperBound else { return }
        let field = bytes[offset + nameOffset..<offset + length]
        let name = field[..<(field.firstIndex(of: 0) ?? field.endIndex)]
        if !name.isEmpty, !isDots(name) {
          records.append(
            Record(
              start: name.startIndex, length: name.count,
              inode: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self),
              key: sortKey(name)))
        }
        offset += length
      }
    }
  }

  private func isDots(_ name: Slice<UnsafeRawBufferPointer>) -> Bool {
    name.count <= 2 && name.allSatisfy { $0 == UInt8(ascii: ".") }
  }

  private func sortKey(_ name: Slice<UnsafeRawBufferPointer>) -> UInt64 {
    var key: UInt64 = 0
    for byte in name.prefix(8) { key = key << 8 | UInt64(byte) }
    return key << UInt64(8 * (8 - min(name.count, 8)))
  }
}
