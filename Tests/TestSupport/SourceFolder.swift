package import Glibc
package import SystemPackage

/// A real folder for one test, filled through plain libc calls and removed at its end.
package final class SourceFolder: Sendable {
  package let path: FilePath
  /// The temporary folder that `path` lies in.
  private let outer: FilePath

  /// `path` ends with `name`. In memory where there is such a place: what is tested is not the
  /// disk.
  package init(_ name: String = "src") throws(Errno) {
    let parent = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp"
    var template = Array("\(parent)/martlet-source-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { throw Errno(rawValue: errno) }
    let made = template.dropLast().map { UInt8(bitPattern: $0) }
    outer = FilePath(String(decoding: made, as: UTF8.self))
    path = outer.appending(name)
    // Some tests read it as somebody else.
    try attempt(chmod(outer.string, 0o755))
    try attempt(mkdir(path.string, 0o755))
  }

  deinit {
    runProgram("/bin/rm", ["-rf", outer.string])
  }

  /// A place beside the source, which does not exist yet.
  package func beside(_ name: String) -> FilePath { outer.appending(name) }

  /// The absolute path of an entry.
  package func location(_ name: String) -> String {
    name.isEmpty ? path.string : "\(path.string)/\(name)"
  }

  package func folder(_ name: String) throws(Errno) {
    try attempt(mkdir(location(name), 0o755))
  }

  /// Makes the file or replaces its contents.
  package func file(_ name: String, _ bytes: [UInt8]) throws(Errno) {
    try write(bytes, name, O_CREAT | O_TRUNC)
  }

  package func append(_ bytes: [UInt8], to name: String) throws(Errno) {
    try write(bytes, name, O_APPEND)
  }

  package func link(_ name: String, to target: String) throws(Errno) {
    try attempt(symlink(target, location(name)))
  }

  /// A second name for a file.
  package func hardLink(_ name: String, to target: String) throws(Errno) {
    try attempt(Glibc.link(location(target), location(name)))
  }

  package func fifo(_ name: String) throws(Errno) {
    try attempt(mkfifo(location(name), 0o600))
  }

  /// A socket, or a device where the user may make one.
  package func special(_ name: String, mode: mode_t, device: dev_t = 0) throws(Errno) {
    try attempt(mknod(location(name), mode, device))
  }

  package func attribute(_ name: String, _ key: String, _ value: [UInt8]) throws(Errno) {
    try attempt(setAttribute(location(name), key, value, value.count, 0))
  }

  /// Sets the modification time.
  package func modified(_ name: String, seconds: Int) throws(Errno) {
    var times = [timespec](repeating: timespec(tv_sec: seconds, tv_nsec: 0), count: 2)
    try attempt(utimensat(AT_FDCWD, location(name), &times, AT_SYMLINK_NOFOLLOW))
  }

  package func mode(_ name: String, _ mode: mode_t) throws(Errno) {
    try attempt(chmod(location(name), mode))
  }

  package func remove(_ name: String) throws(Errno) {
    try attempt(Glibc.remove(location(name)))
  }

  package func move(_ name: String, to newName: String) throws(Errno) {
    try attempt(rename(location(name), location(newName)))
  }

  /// Copies everything in another source into this one, times and attributes as they are.
  package func copy(_ other: SourceFolder) throws(Errno) {
    guard runProgram("/bin/cp", ["-a", other.location("."), path.string]) else { throw .ioError }
  }

  private func write(_ bytes: [UInt8], _ name: String, _ flags: CInt) throws(Errno) {
    let descriptor = open(location(name), O_WRONLY | O_CLOEXEC | flags, 0o644)
    try attempt(descriptor)
    defer { close(descriptor) }
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      guard count > 0 else { throw Errno(rawValue: errno) }
      rest = rest.dropFirst(count)
    }
  }

  private func attempt(_ result: CInt) throws(Errno) {
    if result < 0 { throw Errno(rawValue: errno) }
  }
}

/// Whether tests that need the superuser can run.
package let isSuperuser = geteuid() == 0

// Not in Swift's Glibc.
@_silgen_name("setxattr")
private func setAttribute(
  _ path: UnsafePointer<CChar>, _ name: UnsafePointer<CChar>, _ value: UnsafeRawPointer,
  _ size: Int, _ flags: CInt
) -> CInt
