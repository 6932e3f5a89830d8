import GRDB
import Glibc
import SystemPackage

extension StateFile {
  /// What a look at the file found, which neither makes it nor changes it nor sets it aside.
  ///
  /// The empty files that SQLite keeps beside a file that is open may stay.
  package enum Inspection: Equatable, Sendable {
    case missing
    /// Every page of it is in order.
    case sound(bytes: UInt64)
    /// A clause: "schema 9 is of another version of martlet".
    case unusable(String)
  }

  func inspect() -> Inspection {
    var status = stat()
    guard stat(path.string, &status) == 0 else {
      return errno == ENOENT ? .missing : .unusable(Errno(rawValue: errno).description)
    }
    do {
      if let problem = try problem() { return .unusable(problem) }
      return .sound(bytes: UInt64(clamping: status.st_size))
    } catch {
      return .unusable(Self.reason(error))
    }
  }
}
