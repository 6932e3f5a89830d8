import Glibc

/// The system calls that change files or make changes durable, by their numbers on this machine.
enum ChangingCall {
  /// Whether this call changes something. An `open` does if it may make a file.
  static func isOne(_ call: SystemCallStop) -> Bool {
    if let argument = opening[call.number] { return call.arguments[argument] & createFlag != 0 }
    return names[call.number] != nil
  }

  static func name(_ number: UInt64) -> String {
    names[number] ?? (opening[number] == nil ? "call \(number)" : "open(O_CREAT)")
  }

  private static let createFlag = UInt64(O_CREAT)

  #if arch(x86_64)
    /// Calls that open a file, and which argument holds the flags.
    private static let opening: [UInt64: Int] = [2: 1, 257: 2]

    private static let names: [UInt64: String] = [
      1: "write", 18: "pwrite64", 20: "writev", 26: "msync", 40: "sendfile", 74: "fsync",
      75: "fdatasync", 76: "truncate", 77: "ftruncate", 82: "rename", 83: "mkdir", 84: "rmdir",
      85: "creat", 86: "link", 87: "unlink", 88: "symlink", 90: "chmod", 91: "fchmod",
      92: "chown", 93: "fchown", 162: "sync", 188: "setxattr", 190: "fsetxattr", 258: "mkdirat",
      259: "mknodat", 260: "fchownat", 263: "unlinkat", 264: "renameat", 265: "linkat",
      266: "symlinkat", 268: "fchmodat", 277: "sync_file_range", 280: "utimensat",
      285: "fallocate", 296: "pwritev", 306: "syncfs", 316: "renameat2", 326: "copy_file_range",
      328: "pwritev2",
    ]
  #else
    private static let opening: [UInt64: Int] = [56: 2]

    private static let names: [UInt64: String] = [
      5: "setxattr", 7: "fsetxattr", 33: "mknodat", 34: "mkdirat", 35: "unlinkat",
      36: "symlinkat", 37: "linkat", 38: "renameat", 45: "truncate", 46: "ftruncate",
      47: "fallocate", 52: "fchmod", 53: "fchmodat", 54: "fchownat", 55: "fchown", 64: "write",
      66: "writev", 68: "pwrite64", 70: "pwritev", 71: "sendfile", 81: "sync", 82: "fsync",
      83: "fdatasync", 84: "sync_file_range", 88: "utimensat", 227: "msync", 267: "syncfs",
      276: "renameat2", 285: "copy_file_range", 287: "pwritev2",
    ]
  #endif
}
