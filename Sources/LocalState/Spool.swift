import Format
import Glibc
import SystemPackage

/// The changes of a run until it is known whether they count: in a file without a name, which is
/// gone with the process. A run of few changes makes no file.
struct Spool: ~Copyable {
  private static let blockBytes = 1 << 18

  private let folder: FilePath
  private var block = ByteWriter(capacity: blockBytes)
  /// The lengths of the blocks in the file; each holds whole changes.
  private var blocks: [Int] = []
  private var file: FileDescriptor?

  init(in folder: FilePath) {
    self.folder = folder
  }

  deinit {
    try? file?.close()
  }

  /// Whether the changes are more than fit into one block.
  var isLarge: Bool { !blocks.isEmpty }
  var isEmpty: Bool { blocks.isEmpty && block.bytes.isEmpty }

  mutating func append(_ change: ScanChange) throws(Errno) {
    change.encode(to: &block)
    guard block.bytes.count >= Self.blockBytes else { return }
    let file = try openFile()
    let bytes = block.bytes
    do { try file.writeAll(bytes) } catch { throw error as? Errno ?? .ioError }
    blocks.append(bytes.count)
    block = ByteWriter(capacity: Self.blockBytes)
  }

  /// All changes in the order in which they were appended.
  func replay(_ body: (ScanChange) throws -> Void) throws {
    var offset: Int64 = 0
    for length in blocks {
      try Self.replay(in: try read(length, at: offset), body)
      offset += Int64(length)
    }
    try Self.replay(in: block.bytes, body)
  }

  private static func replay(in bytes: [UInt8], _ body: (ScanChange) throws -> Void) throws {
    var input = ByteReader(bytes)
    while input.remaining > 0 { try body(try ScanChange(from: &input)) }
  }

  private func read(_ length: Int, at offset: Int64) throws -> [UInt8] {
    guard let file else { throw Errno.badFileDescriptor }
    return try [UInt8](unsafeUninitializedCapacity: length) { buffer, count in
      while count < length {
        let rest = UnsafeMutableRawBufferPointer(
          rebasing: UnsafeMutableRawBufferPointer(buffer)[count...])
        let part = try file.read(fromAbsoluteOffset: offset + Int64(count), into: rest)
        guard part > 0 else { throw Errno.ioError }
        count += part
      }
    }
  }

  private mutating func openFile() throws(Errno) -> FileDescriptor {
    if let file { return file }
    guard let template = strdup(folder.appending("run-XXXXXX").string) else { throw .noMemory }
    defer { free(template) }
    let raw = mkstemp(template)
    guard raw >= 0 else { throw Errno(rawValue: errno) }
    unlink(template)
    _ = fcntl(raw, F_SETFD, FD_CLOEXEC)
    let opened = FileDescriptor(rawValue: raw)
    file = opened
    return opened
  }
}
