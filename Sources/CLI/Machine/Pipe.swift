import Glibc
import SystemPackage

/// The two ends of a pipe, not inherited by children; whoever made it closes them.
struct Pipe: Sendable {
  let reading: Int32
  let writing: Int32

  init() throws(Errno) {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { throw Errno(rawValue: errno) }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    (reading, writing) = (ends[0], ends[1])
  }

  func close() {
    Glibc.close(reading)
    Glibc.close(writing)
  }
}
