import CShims
import Glibc

/// What the process asks of the system before anything else.
enum ProcessLimits {
  /// All three standard descriptors taken, lest a file of the repository takes the place of one; as
  /// many open files as are allowed; no core dumps, which would hold keys; files for the user
  /// alone; names of any language on the terminal; no memory kept for threads that are gone or for
  /// blocks as large as the last one, without which a first backup takes a fifth more.
  static func apply() {
    takeStandardDescriptors()
    var files = rlimit()
    if getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &files) == 0 {
      files.rlim_cur = files.rlim_max
      setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &files)
    }
    var cores = rlimit(rlim_cur: 0, rlim_max: 0)
    setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &cores)
    _ = martlet_hide_memory()
    martlet_keep_memory_small()
    umask(0o077)
    // Only the widths of characters depend on it: everything else stays in the C locale.
    if setlocale(LC_CTYPE, "C.UTF-8") == nil { setlocale(LC_CTYPE, "") }
  }

  /// What was closed stays as good as closed: stdin cannot be read, nor stdout written, so that
  /// nothing passes for empty, and nothing for shown. What goes to stderr is dropped.
  private static func takeStandardDescriptors() {
    for descriptor in STDIN_FILENO...STDERR_FILENO where fcntl(descriptor, F_GETFD) < 0 {
      // The lowest one that is free: this one.
      _ = open("/dev/null", descriptor == STDOUT_FILENO ? O_RDONLY : O_WRONLY)
    }
  }

  /// For what takes and frees one block after the other: a page that was given back is a fault when
  /// it is asked for again. A first backup, which opens none, needs its memory for others.
  enum FreedMemory {
    /// Tables of what is in a pack.
    case tables
    /// Decoded frames.
    case frames
  }

  static func keep(_ freed: FreedMemory) {
    switch freed {
    case .tables: martlet_keep_freed_memory(1 << 20, 4 << 20)
    case .frames: martlet_keep_freed_memory(4 << 20, 16 << 20)
    }
  }

  /// Processors that this process may use.
  static var processors: Int { max(1, Int(martlet_processors())) }
}
