import Glibc
import SystemPackage

/// Makes a system call, again when a signal interrupted it, and throws what it failed with.
///
/// `call` returns -1 and sets `errno` on failure, as the C library does.
@inline(__always)
@discardableResult
func systemCall<Result: FixedWidthInteger>(_ call: () -> Result) throws(Errno) -> Result {
  while true {
    let result = call()
    if result != -1 { return result }
    let error = Errno(rawValue: errno)
    if error != .interrupted { throw error }
  }
}

/// Hands `bytes` to a system call as a C string; the bytes hold no NUL.
@inline(__always)
func withCString<Result>(_ bytes: [UInt8], _ body: (UnsafePointer<CChar>) -> Result) -> Result {
  withUnsafeTemporaryAllocation(of: CChar.self, capacity: bytes.count + 1) { buffer in
    for index in bytes.indices { buffer[index] = CChar(bitPattern: bytes[index]) }
    buffer[bytes.count] = 0
    return body(UnsafePointer(buffer.baseAddress.unsafelyUnwrapped))
  }
}
