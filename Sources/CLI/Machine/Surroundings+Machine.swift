import Format
import Glibc
import Repository
import Sealing

extension Surroundings {
  /// The real machine and this process.
  static func ofThisMachine() -> Surroundings {
    Surroundings(
      clock: MachineClock(), random: SystemRandom(), process: .ofThisProcess(),
      program: "martlet \(Martlet.version)")
  }
}

extension ProcessIdentity {
  static func ofThisProcess() -> ProcessIdentity {
    let bootID = SystemFile.text("/proc/sys/kernel/random/boot_id").flatMap { text in
      Hex.decode(text.filter { $0 != "-" && $0 != "\n" })
    }
    var namespace = stat()
    let hasNamespace = stat("/proc/self/ns/pid", &namespace) == 0
    return ProcessIdentity(
      host: hostName(), user: userName(),
      bootID: bootID?.count == 16 ? bootID ?? [] : [UInt8](repeating: 0, count: 16),
      pidNamespace: hasNamespace ? UInt64(namespace.st_ino) : 0,
      processID: UInt32(bitPattern: getpid()), startTime: startTime(of: "self") ?? 0)
  }

  private static func hostName() -> String {
    var name = [CChar](repeating: 0, count: 256)
    guard gethostname(&name, name.count - 1) == 0 else { return "localhost" }
    return String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// The name of the effective user; the number where it has none.
  private static func userName() -> String {
    let id = geteuid()
    guard let entry = getpwuid(id), let name = entry.pointee.pw_name else { return "\(id)" }
    return String(cString: name)
  }

  /// When a process started, in ticks since boot; `nil` if none of that ID runs.
  ///
  /// Field 22 of proc_pid_stat(5); the name before it may hold anything, so fields are counted from
  /// the last parenthesis.
  static func startTime(of process: String) -> UInt64? {
    guard let text = SystemFile.text("/proc/\(process)/stat"), let end = text.lastIndex(of: ")")
    else { return nil }
    let fields = text[text.index(after: end)...].split(separator: " ")
    // A zombie does nothing any more; where nobody waits for it, it stays for good.
    guard fields.first != "Z", fields.first != "X" else { return nil }
    return fields.count > 19 ? UInt64(fields[19]) : nil
  }

  /// Whether a process of that ID that started at that tick runs now.
  static func isRunning(_ process: UInt32, startTime: UInt64) -> Bool {
    Self.startTime(of: "\(process)") == startTime
  }
}
