import Glibc
import SystemPackage

/// How a new file gets its bytes. A long one goes past the page cache, to which nothing that is
/// written once and not read again belongs: it saves copying it, and what others have there stays.
extension Descriptor {
  private static let pieceBytes = 4 << 20
  /// What direct I/O asks of addresses, offsets and lengths, at most.
  private static let blockBytes = 4096

  /// Fills a new file.
  ///
  /// Returns how the disk failed on a piece of a long one: that counts as a failing sync, for the
  /// next one need not say it again.
  func write(_ bytes: UnsafeRawBufferPointer, by calls: SystemCalls) throws(Errno) -> Errno? {
    var offset = 0
    if bytes.count > Self.pieceBytes, Int(bitPattern: bytes.baseAddress) % Self.blockBytes == 0 {
      if let failure = try writeDirectly(bytes, &offset, by: calls) { return failure }
    }
    return try write(bytes, from: offset, by: calls)
  }

  /// Writes whole blocks from the start on; `offset` is how far it came. Where the file system does
  /// not know that, nowhere.
  private func writeDirectly(
    _ bytes: UnsafeRawBufferPointer, _ offset: inout Int, by calls: SystemCalls
  ) throws(Errno) -> Errno? {
    guard calls.bypassCache(raw, true) == 0 else { return nil }
    let end = bytes.count - bytes.count % Self.blockBytes
    do throws(Errno) {
      while offset < end, offset % Self.blockBytes == 0 {
        offset += try write(bytes[offset..<end])
      }
    } catch .ioError {
      return .ioError
    } catch .invalidArgument {
      // It is content with larger blocks only, or with none.
    }
    _ = try uninterrupted { calls.bypassCache(raw, false) }
    return nil
  }

  /// Of a file longer than a piece the disk is given each piece while the next is written, so that
  /// a sync has little to wait for.
  private func write(
    _ bytes: UnsafeRawBufferPointer, from start: Int, by calls: SystemCalls
  ) throws(Errno) -> Errno? {
    var offset = start
    while offset < bytes.count {
      let count = try write(bytes[offset...])
      if bytes.count > Self.pieceBytes,
        let failure = writeBack(offset..<offset + count, by: calls)
      {
        return failure
      }
      offset += count
    }
    return nil
  }

  /// Writes the front of it; returns how much.
  private func write(_ bytes: Slice<UnsafeRawBufferPointer>) throws(Errno) -> Int {
    let piece = UnsafeRawBufferPointer(rebasing: bytes.prefix(Self.pieceBytes))
    return try uninterrupted { Glibc.write(raw, piece.baseAddress, piece.count) }
  }

  /// Where there is no such call, a sync does all of it.
  private func writeBack(_ bytes: Range<Int>, by calls: SystemCalls) -> Errno? {
    do throws(Errno) {
      _ = try uninterrupted {
        calls.writeBack(raw, Int64(bytes.lowerBound), Int64(bytes.count))
      }
      return nil
    } catch {
      return [.ioError, .noSpace, Errno(rawValue: EDQUOT)].contains(error) ? error : nil
    }
  }
}
