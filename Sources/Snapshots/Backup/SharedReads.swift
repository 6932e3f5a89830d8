import FileTree
import Format
import Pipelines
import SystemPackage

/// The bytes of files that several backups read at about the same time: from the disk once.
///
/// Kept in blocks, up to a bound; the oldest go first. A backup that is so far behind that its
/// block has gone reads it itself. A file that changes in between is another file here: nobody gets
/// bytes that do not belong to the status that it has seen.
final class SharedReads: Sendable {
  private static let blockBytes: UInt64 = 1 << 20
  /// What is kept for those behind; `SourceShare.lead` is half of it.
  static let maxBytes = 64 << 20

  private struct Key: Hashable {
    let device: UInt64
    let inode: UInt64
    let size: UInt64
    let changed: Timestamp
    let block: UInt64
  }

  private enum Block {
    case isBeingRead
    case bytes([UInt8])
  }

  private struct State {
    var blocks: [Key: Block] = [:]
    /// Those that are there, the oldest first.
    var order: ArraySlice<Key> = []
    var bytes = 0
    var bytesRead: UInt64 = 0
  }

  private let state = Monitor(State())
  private let arrived = Condition()

  /// Read from files so far.
  var bytesRead: UInt64 { state.access(\.bytesRead) }

  /// As `OpenFile.read`.
  func read(
    _ file: OpenFile, into buffer: UnsafeMutableRawBufferPointer, at offset: UInt64
  ) throws(Errno) -> Int {
    var filled = 0
    while filled < buffer.count {
      let position = offset + UInt64(filled)
      let bytes = try block(position / Self.blockBytes, of: file)
      let start = Int(position % Self.blockBytes)
      let count = min(bytes.count - start, buffer.count - filled)
      guard count > 0 else { break }
      bytes.withUnsafeBytes {
        UnsafeMutableRawBufferPointer(rebasing: buffer[filled..<filled + count])
          .copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[start..<start + count]))
      }
      filled += count
    }
    return filled
  }

  private func block(_ number: UInt64, of file: OpenFile) throws(Errno) -> [UInt8] {
    let status = file.statusWhenOpened
    let key = Key(
      device: status.device, inode: status.inode, size: status.size, changed: status.changed,
      block: number)
    let known: [UInt8]? = state.wait(for: arrived) { state in
      switch state.blocks[key] {
      case .bytes(let bytes): return .some(bytes)
      case .isBeingRead: return nil
      case nil:
        state.blocks[key] = .isBeingRead
        return .some(nil)
      }
    }
    if let known { return known }
    do throws(Errno) {
      let bytes = try Self.read(number, of: file)
      keep(bytes, key)
      return bytes
    } catch {
      state.access { state in
        state.blocks[key] = nil
        arrived.wakeAll()
      }
      throw error
    }
  }

  private func keep(_ bytes: [UInt8], _ key: Key) {
    state.access { state in
      state.blocks[key] = .bytes(bytes)
      state.order.append(key)
      state.bytes += bytes.count
      state.bytesRead += UInt64(bytes.count)
      while state.bytes > Self.maxBytes, let oldest = state.order.popFirst() {
        if case .bytes(let bytes)? = state.blocks.removeValue(forKey: oldest) {
          state.bytes -= bytes.count
        }
      }
      arrived.wakeAll()
    }
  }

  /// One byte beyond the size shows that a file has grown.
  private static func read(_ number: UInt64, of file: OpenFile) throws(Errno) -> [UInt8] {
    let start = number * blockBytes
    let size = file.statusWhenOpened.size
    let count = Int(min(blockBytes, size > start ? size - start + 1 : 1))
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: count, alignment: 1)
    defer { buffer.deallocate() }
    let filled = try file.read(into: buffer, at: start)
    return [UInt8](UnsafeRawBufferPointer(rebasing: buffer[..<filled]))
  }
}
