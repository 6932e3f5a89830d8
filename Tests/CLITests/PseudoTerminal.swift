import Glibc
import SystemPackage

/// A pseudo-terminal: the test sits at it, the program runs in it.
final class PseudoTerminal {
  /// The path that the program opens.
  let path: String
  private let master: Int32
  private let slave: Int32
  private(set) var shown = ""

  init(columns: Int = 80) throws {
    // By hand: this library's view of the C library lacks posix_openpt and ptsname.
    master = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
    var locked: CInt = 0
    var number: CInt = 0
    guard master >= 0, ioctl(master, Self.setLock, &locked) == 0,
      ioctl(master, Self.getNumber, &number) == 0
    else { throw Errno(rawValue: errno) }
    path = "/dev/pts/\(number)"
    // Held open, so that its settings can be looked at and outlive the program.
    slave = open(path, O_RDWR | O_NOCTTY | O_CLOEXEC)
    guard slave >= 0 else { throw Errno(rawValue: errno) }
    var size = winsize(ws_row: 24, ws_col: UInt16(columns), ws_xpixel: 0, ws_ypixel: 0)
    _ = ioctl(slave, UInt(TIOCSWINSZ), &size)
  }

  private static let setLock: UInt = 0x4004_5431  // TIOCSPTLCK
  private static let getNumber: UInt = 0x8004_5430  // TIOCGPTN

  deinit {
    close(slave)
    close(master)
  }

  var echoes: Bool {
    var settings = termios()
    return tcgetattr(slave, &settings) == 0 && settings.c_lflag & tcflag_t(ECHO) != 0
  }

  func type(_ text: String) {
    _ = text.withCString { write(master, $0, strlen($0)) }
  }

  /// Reads until the terminal has shown `text` once more; false when nothing comes for 20 seconds.
  func waits(for text: String) -> Bool {
    let start = shown.endIndex
    while !shown[start...].contains(text) {
      guard readMore(milliseconds: 20_000) else { return false }
    }
    return true
  }

  /// Reads what the process shows until it ends, and answers its first question; its exit code.
  func readsUntilEnd(of process: ChildProcess, answer: String = "") -> Int32 {
    var answer = answer
    while process.isRunning {
      _ = readMore(milliseconds: 50)
      guard !answer.isEmpty, shown.hasSuffix("[y/N] ") else { continue }
      type(answer)
      answer = ""
    }
    drain()
    return process.wait()
  }

  /// Reads until something came and then nothing more for a moment; false when nothing comes for
  /// 20 seconds.
  func answers() -> Bool {
    guard readMore(milliseconds: 20_000) else { return false }
    drain()
    return true
  }

  /// Reads what comes within a moment.
  func readSome() { _ = readMore(milliseconds: 5) }

  /// Reads what is there.
  func drain() {
    while readMore(milliseconds: 50) {}
  }

  private func readMore(milliseconds: Int32) -> Bool {
    var wanted = pollfd(fd: master, events: Int16(POLLIN), revents: 0)
    guard poll(&wanted, 1, milliseconds) == 1 else { return false }
    var buffer = [UInt8](repeating: 0, count: 4096)
    let count = read(master, &buffer, buffer.count)
    guard count > 0 else { return false }
    shown += String(decoding: buffer.prefix(count), as: UTF8.self)
    return true
  }
}
