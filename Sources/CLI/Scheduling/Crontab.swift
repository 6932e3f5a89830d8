import Glibc
import SystemPackage

/// The crontab of the user who runs this program.
enum Crontab {
  /// Its lines; none where there is none. `nil` where there is no cron.
  static func lines() -> [String]? {
    guard let answer = Answer.of(["crontab", "-l"]) else { return nil }
    guard answer.ending == .exit(0) else { return [] }
    return answer.text.split(separator: "\n", omittingEmptySubsequences: false)
      .map(String.init).dropLast(answer.text.hasSuffix("\n") ? 1 : 0)
  }

  /// Replaces all of it.
  static func write(_ lines: [String]) throws(Failure) {
    var name = Array("/tmp/martlet-crontab-XXXXXX".utf8CString)
    let descriptor = mkstemp(&name)
    let file = FilePath(platformString: name)
    defer { unlink(file.string) }
    close(descriptor)
    do throws(Errno) {
      try WholeFile.write(lines.map { "\($0)\n" }.joined(), to: file, mode: 0o600)
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
