import Glibc

/// A system call of a program that is about a file, and may fail.
struct FileCall {
  let name: String
  /// The path that it is about, or that of the folder and the name in it.
  let path: String
  /// Whether it may find the disk full.
  let takesSpace: Bool
  /// How many bytes are to be read or written; `nil` for other calls.
  let byteCount: UInt64?

  /// `nil` for a call that is about no file.
  init?(_ call: SystemCallStop, _ thread: pid_t) {
    #if arch(x86_64)
      guard let (name, object) = Self.calls[call.number] else { return nil }
      self.name = name
      switch object {
      case .descriptor: path = Self.path(call.arguments[0], thread)
      case .name: path = Self.text(at: call.arguments[0], thread)
      case .nameIn:
        let text = Self.text(at: call.arguments[1], thread)
        path = text.hasPrefix("/") ? text : Self.path(call.arguments[0], thread) + "/" + text
      }
      takesSpace = ChangingCall.isOne(call) && !Self.spaceless.contains(name)
      byteCount = [0, 1, 17, 18].contains(call.number) ? call.arguments[2] : nil
    #else
      return nil
    #endif
  }

  /// What the first argument, or the first two, say.
  private enum Object {
    case descriptor, name, nameIn
  }

  /// Of x86-64. Not `close`, the failure of which means nothing for a file that was flushed.
  private static let calls: [UInt64: (String, Object)] = [
    0: ("read", .descriptor), 1: ("write", .descriptor), 2: ("open", .name), 4: ("stat", .name),
    5: ("fstat", .descriptor), 6: ("lstat", .name), 17: ("pread64", .descriptor),
    18: ("pwrite64", .descriptor), 20: ("writev", .descriptor), 21: ("access", .name),
    74: ("fsync", .descriptor), 75: ("fdatasync", .descriptor), 77: ("ftruncate", .descriptor),
    82: ("rename", .name), 83: ("mkdir", .name), 87: ("unlink", .name), 89: ("readlink", .name),
    91: ("fchmod", .descriptor), 93: ("fchown", .descriptor), 137: ("statfs", .name),
    138: ("fstatfs", .descriptor), 190: ("fsetxattr", .descriptor),
    193: ("fgetxattr", .descriptor), 196: ("flistxattr", .descriptor),
    217: ("getdents64", .descriptor), 257: ("openat", .nameIn), 258: ("mkdirat", .nameIn),
    259: ("mknodat", .nameIn), 260: ("fchownat", .nameIn), 262: ("newfstatat", .nameIn),
    263: ("unlinkat", .nameIn), 264: ("renameat", .nameIn), 265: ("linkat", .nameIn),
    267: ("readlinkat", .nameIn), 268: ("fchmodat", .nameIn), 269: ("faccessat", .nameIn),
    280: ("utimensat", .nameIn), 285: ("fallocate", .descriptor), 306: ("syncfs", .descriptor),
    316: ("renameat2", .nameIn), 332: ("statx", .nameIn), 437: ("openat2", .nameIn),
  ]

  /// They change what is there already, or take it away.
  private static let spaceless: Set<String> = [
    "fchmod", "fchmodat", "fchown", "fchownat", "ftruncate", "unlink", "unlinkat", "utimensat",
  ]

  private static func path(_ descriptor: UInt64, _ thread: pid_t) -> String {
    let number = Int32(truncatingIfNeeded: descriptor)
    let link = number == AT_FDCWD ? "/proc/\(thread)/cwd" : "/proc/\(thread)/fd/\(number)"
    var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
    let count = readlink(link, &buffer, buffer.count)
    guard count > 0 else { return "" }
    return String(decoding: buffer.prefix(count).map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// A text in the memory of the thread.
  private static func text(at address: UInt64, _ thread: pid_t) -> String {
    let memory = open("/proc/\(thread)/mem", O_RDONLY | O_CLOEXEC)
    guard memory >= 0, address != 0 else { return "" }
    defer { close(memory) }
    var bytes = [UInt8](repeating: 0, count: Int(PATH_MAX))
    let count = pread(memory, &bytes, bytes.count, off_t(truncatingIfNeeded: address))
    return String(decoding: bytes.prefix(max(0, count)).prefix { $0 != 0 }, as: UTF8.self)
  }
}
