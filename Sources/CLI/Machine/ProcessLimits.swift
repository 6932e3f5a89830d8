import Glibc

/// What the process asks of the system before anything else.
enum ProcessLimits {
  /// As many open files as are allowed; no core dumps, which would hold keys; files for the user alone;
  /// names of any language on the terminal.
  static func apply() {
    var files = rlimit()
    if getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &files) == 0 {
      files.rlim_cur = files.rlim_max
      setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &files)
    }
    var cores = rlimit(rlim_cur: 0, rlim_max: 0)
    setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &cores)
    prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)
    umask(0o077)
    // Only the widths of characters depend on it: everything else stays in the C locale.
    if setlocale(LC_CTYPE, "C.UTF-8") == nil { setlocale(LC_CTYPE, "") }
  }

  /// Processors that this process may use.
  static var processors: Int {
    var set = cpu_set_t()
    guard sched_getaffinity(0, MemoryLayout<cpu_set_t>.size, &set) == 0 else {
      return max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))
    }
    return max(1, withUnsafeBytes(of: set) { $0.reduce(0) { $0 + $1.nonzeroBitCount } })
  }
}
