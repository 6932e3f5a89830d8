import Glibc
import SystemPackage

/// A run of the program of which one call about a file fails, or does less than it was asked for.
struct FailedRun {
  enum Fault: String, CaseIterable {
    case ioError, full, interrupted
    /// Half of what was to be read or written is.
    case short

    fileprivate var number: Int64? {
      switch self {
      case .ioError: Int64(EIO)
      case .full: Int64(ENOSPC)
      case .interrupted: Int64(EINTR)
      case .short: nil
      }
    }

    /// Whether it can happen to the call.
    fileprivate func concerns(_ call: FileCall) -> Bool {
      switch self {
      case .ioError, .interrupted: true
      case .full: call.takesSpace
      case .short: call.byteCount ?? 0 > 1
      }
    }

    /// Whether the program makes up for it and nobody needs to know.
    var isMadeUpFor: Bool { self == .interrupted || self == .short }
  }

  let outcome: Sandbox.Outcome
  /// The calls that the fault could have happened to, up to where it did, in order: name and path.
  let calls: [String]
  let hasFired: Bool

  /// Processes can be traced, and their registers are known.
  static var isPossible: Bool {
    #if arch(x86_64)
      Tracing.isPossible
    #else
      false
    #endif
  }
}

extension Sandbox {
  /// Runs the program; the call with that number, of those that are about files in the sandbox and
  /// that such a fault can happen to, has it. `nil` for none.
  func run(_ arguments: [String], _ fault: FailedRun.Fault, at call: Int?) throws -> FailedRun {
    var spoiler = Spoiler(fault: fault, number: call, folder: folder.string + "/")
    let outcome = try run(arguments, watchedBy: &spoiler)
    return FailedRun(outcome: outcome, calls: spoiler.calls, hasFired: spoiler.hasFired)
  }
}

/// Makes one call fail without being made, or do half.
private struct Spoiler: CallWatcher {
  let fault: FailedRun.Fault
  let number: Int?
  let folder: String
  private(set) var calls: [String] = []
  private(set) var hasFired = false
  /// The thread that is in the call, and its registers when it entered.
  private var spoiled: (thread: pid_t, entry: Registers)?

  init(fault: FailedRun.Fault, number: Int?, folder: String) {
    self.fault = fault
    self.number = number
    self.folder = folder
  }

  mutating func enters(_ stop: SystemCallStop, _ thread: pid_t, of leader: pid_t) {
    guard !hasFired, let call = FileCall(stop, thread), call.path.hasPrefix(folder),
      fault.concerns(call)
    else { return }
    calls.append("\(call.name) \(call.path.dropFirst(folder.count))")
    guard calls.count - 1 == number, let entry = Registers(thread: thread) else { return }
    var changed = entry
    if fault.number != nil {
      changed.call = -1
    } else {
      changed.thirdArgument = max(1, entry.thirdArgument / 2)
    }
    changed.set(thread)
    spoiled = (thread, entry)
    hasFired = true
  }

  mutating func leaves(_ thread: pid_t, of leader: pid_t) {
    guard let spoiled, spoiled.thread == thread, var now = Registers(thread: thread) else { return }
    if let number = fault.number { now.result = -number }
    // The caller relies on it that no call changes an argument.
    now.thirdArgument = spoiled.entry.thirdArgument
    now.set(thread)
    self.spoiled = nil
  }
}

/// The registers of a held thread (`struct user_regs_struct` of x86-64).
private struct Registers {
  private var words = [Int64](repeating: 0, count: 27)

  init?(thread: pid_t) {
    let result = words.withUnsafeMutableBytes {
      Tracing.request(.registers, thread, 0, $0.baseAddress)
    }
    guard result >= 0 else { return nil }
  }

  func set(_ thread: pid_t) {
    var words = words
    _ = words.withUnsafeMutableBytes {
      Tracing.request(.setRegisters, thread, 0, $0.baseAddress)
    }
  }

  /// orig_rax, rax and rdx.
  var call: Int64 {
    get { words[15] }
    set { words[15] = newValue }
  }
  var result: Int64 {
    get { words[10] }
    set { words[10] = newValue }
  }
  var thirdArgument: Int64 {
    get { words[12] }
    set { words[12] = newValue }
  }
}
