import Glibc
package import Pipelines
package import SystemPackage

/// Bytes that come once and in order: stdin, or what a command prints. Not closed by this.
///
/// For one thread.
package final class InputStream: Sendable {
  /// How long nobody looks whether the run was cancelled.
  private static let patienceMilliseconds: CInt = 200

  private let descriptor: CInt
  private let cancellation: Cancellation

  package init(descriptor: CInt, cancellation: Cancellation) {
    self.descriptor = descriptor
    self.cancellation = cancellation
  }

  /// Of the pipe or terminal itself; of a file, that of the file.
  package func status() throws(Errno) -> FileStatus { try FileStatus.of(descriptor) }

  /// Fills `buffer`; less than asked only at the end. Throws `.canceled` soon after the run was.
  package func read(into buffer: UnsafeMutableRawBufferPointer) throws(Errno) -> Int {
    var filled = 0
    while filled < buffer.count {
      try waitForMore()
      let rest = UnsafeMutableRawBufferPointer(rebasing: buffer[filled...])
      do throws(Errno) {
        let count = try systemCall { Glibc.read(descriptor, rest.baseAddress, rest.count) }
        if count == 0 { break }
        filled += count
      } catch {
        // Whoever has the other end may have made it non-blocking.
        guard error == .resourceTemporarilyUnavailable else { throw error }
      }
    }
    return filled
  }

  private func waitForMore() throws(Errno) {
    while true {
      guard !cancellation.isCancelled else { throw .canceled }
      var wanted = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      if poll(&wanted, 1, Self.patienceMilliseconds) != 0 { return }
    }
  }
}
