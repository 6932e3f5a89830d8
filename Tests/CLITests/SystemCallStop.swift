import Glibc

/// A thread that the kernel holds before or after a system call (`PTRACE_GET_SYSCALL_INFO`).
struct SystemCallStop {
  let isEntry: Bool
  /// Of the call; known at its entry only.
  let number: UInt64
  let arguments: [UInt64]

  /// `nil` if the thread is gone, or held for something else.
  init?(thread: pid_t) {
    // struct ptrace_syscall_info: a byte for the kind of stop, and from byte 24 on the number of
    // the call and its six arguments.
    var words = [UInt64](repeating: 0, count: 11)
    let count = words.withUnsafeMutableBytes { buffer in
      Tracing.request(.systemCallInfo, thread, UInt(buffer.count), buffer.baseAddress)
    }
    let kind = words[0].littleEndian & 0xFF
    guard count > 0, kind == 1 || kind == 2 else { return nil }
    isEntry = kind == 1
    number = words[3]
    arguments = Array(words[4..<10])
  }
}
