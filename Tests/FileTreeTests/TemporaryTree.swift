import Format
import Glibc
import SystemPackage
import TestSupport

@testable import FileTree

/// A real folder for one test, made and removed through plain libc calls.
final class TemporaryTree {
  let path: FilePath

  /// Below `$TMPDIR` or `/tmp`, on a file system as backups meet them.
  convenience init() throws(Errno) {
    try self.init(in: getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp")
  }

  /// In memory where there is such a place: for tests of the tree's shape, which disks make slowly.
  static func inMemory() throws(Errno) -> TemporaryTree {
    let memory = "/dev/shm"
    return try access(memory, W_OK) == 0 ? TemporaryTree(in: memory) : TemporaryTree()
  }

  private init(in parent: String) throws(Errno) {
    var template = Array("\(parent)/filetree-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { throw Errno(rawValue: errno) }
    path = template.withUnsafeBufferPointer { buffer in
      FilePath(platformString: buffer.baseAddress.unsafelyUnwrapped)
    }
  }

  deinit {
    // Not our own code: a defect there must not decide what is removed, or keep trees behind.
    runProgram("/bin/rm", ["-rf", path.string])
  }

  func open() throws -> OpenFolder { try OpenFolder.open(path) }

  /// The path of an entry, as libc takes it.
  func location(_ relative: String) -> String { "\(path.string)/\(relative)" }

  func folder(_ relative: String) throws(Errno) {
    try systemCall { mkdir(location(relative), 0o755) }
  }

  func file(_ relative: String, _ text: String = "") throws(Errno) {
    try file(Array(location(relative).utf8), Array(text.utf8))
  }

  /// A file at an absolute path of raw bytes.
  func file(_ absolute: [UInt8], _ contents: [UInt8]) throws(Errno) {
    let file = try systemCall {
      withCString(absolute) { Glibc.open($0, O_WRONLY | O_CREAT | O_TRUNC, 0o644) }
    }
    defer { _ = close(file) }
    try systemCall { write(file, contents, contents.count) }
  }

  func link(_ relative: String, to target: String) throws(Errno) {
    try systemCall { symlink(target, location(relative)) }
  }

  func contents(_ relative: String) throws -> [UInt8] {
    let file = try OpenFolder.open(path).openFile(named(relative))
    return try bytes(of: file)
  }
}

/// All bytes of a file.
func bytes(of file: OpenFile) throws -> [UInt8] {
  var bytes = [UInt8](repeating: 0, count: Int(file.statusWhenOpened.size))
  let count = try bytes.withUnsafeMutableBytes { try file.read(into: $0, at: 0) }
  return Array(bytes.prefix(count))
}

struct NoSuchName: Error {}

/// A name from text that is one.
func named(_ text: String) throws -> FileName {
  guard let name = FileName(text.utf8) else { throw NoSuchName() }
  return name
}

/// Whether tests that need the superuser can run.
let isSuperuser = geteuid() == 0

/// What a failed system call returns, with its error set.
func failing(with error: Errno) -> Int {
  errno = error.rawValue
  return -1
}

/// Acts on files as another user, in this thread alone; returns who it was. Not in Swift's Glibc.
@_silgen_name("setfsuid")
func setfsuid(_ user: uid_t) -> CInt

/// Runs `body` as a user without privileges, as far as files are concerned.
func asNobody<Result>(_ body: () throws -> Result) rethrows -> Result {
  let former = setfsuid(65_534)
  defer { _ = setfsuid(uid_t(bitPattern: former)) }
  return try body()
}
