import Glibc
import SystemPackage

/// The crontab of the user who runs this program. Lines are bytes: whatever others have written
/// there stays as it is.
enum Crontab {
  private static let newline = UInt8(ascii: "\n")

  /// Its lines, without their ends; none where there is none. `nil` where there is no cron.
  ///
  /// Throws `failed` when it cannot be read: written again, what is in it would be lost.
  static func lines() throws(Failure) -> [[UInt8]]? {
    guard let answer = Answer.of(["crontab", "-l"]) else { return nil }
    guard answer.ending == .exit(0) else {
      guard let complaint, complaint.contains("no crontab for") else { throw unreadable }
      return []
    }
    guard answer.isWhole else { throw unreadable }
    var lines = answer.bytes.split(separator: newline, omittingEmptySubsequences: false)
    if lines.last?.isEmpty == true { lines.removeLast() }
    return lines.map { Array($0) }
  }

  /// What cron says when it does not list it.
  private static var complaint: String? {
    Answer.of(["/bin/sh", "-c", "exec crontab -l 2>&1"])?.text
  }

  private static var unreadable: Failure {
    Failure(
      .failed, "the crontab cannot be read, so it is left alone",
      advice: "See what `crontab -l` says")
  }

  /// Replaces all of it.
  static func write(_ lines: [[UInt8]]) throws(Failure) {
    var name = Array("/tmp/martlet-crontab-XXXXXX".utf8CString)
    let descriptor = mkstemp(&name)
    let file = FilePath(platformString: name)
    defer { unlink(file.string) }
    close(descriptor)
    do throws(Errno) {
      try WholeFile.write(
        bytes: Array(lines.map { $0 + [newline] }.joined()), to: file, mode: 0o600)
      let ending = try Subprocess(
        ["crontab", file.string].map { Array($0.utf8) }, input: .nothing, output: STDERR_FILENO
      ).wait()
      guard ending != .exit(0) else { return }
      throw Errno.ioError
    } catch {
      throw Failure(
        .failed, "the crontab cannot be written: \(error.clause)",
        advice: "See whether `crontab -e` works")
    }
  }
}
