import Repository
import Storage
import TestSupport

/// Why a failed errand breaks a promise; nothing if it may fail like this.
///
/// Allowed is what trouble of its own brings, having been fenced, having been overtaken by another
/// prune, and to be too late for what a prune has taken away.
struct Complaint {
  let text: String?

  init(_ error: any Error, of process: Process, _ world: World) {
    guard !Self.isAllowed(error, process, world) else {
      text = nil
      return
    }
    text = "process \(process.number) failed: \(error)"
  }

  private static func isAllowed(
    _ error: any Error, _ process: Process, _ world: World
  ) -> Bool {
    if process.isTroubled, process.trouble.mayFail { return true }
    if process.wasFenced(world) { return true }
    guard let error = error as? RepositoryError else { return error is NoSuchSnapshot }
    if error.cause is SessionFenced { return true }
    switch process.errand {
    case .prune: return error.code == .busy
    case .bringBack: return error.problem.hasPrefix("it is too late")
    case .backUp, .forget, .tag, .read, .check: return false
    }
  }
}

extension Trouble {
  /// Whether it lets calls fail.
  fileprivate var mayFail: Bool {
    if case .failure = self { true } else { false }
  }
}

extension Process {
  /// Whether somebody recorded VOID for one of its sessions.
  fileprivate func wasFenced(_ world: World) -> Bool { !sessions.isDisjoint(with: world.fenced) }
}
