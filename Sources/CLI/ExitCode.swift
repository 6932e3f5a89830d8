import Repository

/// What the process says at its end: one table for every command.
///
/// Scripts rest on these numbers: never change or reuse one.
enum ExitCode: Int32, CaseIterable, Sendable {
  case done = 0
  case failed = 1
  case incomplete = 3
  case damage = 4
  case refused = 5
  case overdue = 6
  case noRepository = 10
  case busy = 11
  case wrongKey = 12
  case full = 13
  case unreachable = 14
  case usage = 64
  case interrupted = 130
}

extension ExitCode {
  /// The row of the table, as README and the manual have it.
  var meaning: String {
    switch self {
    case .done: "done, also: nothing to do"
    case .failed: "failed, nothing saved or changed"
    case .incomplete: "done but incomplete: some files unreadable or not restored"
    case .damage: "damage found by `check` or `restore --verify`"
    case .refused: "refused by a safety rule"
    case .overdue: "overdue or unproven (`status`)"
    case .noRepository: "no repository there"
    case .busy: "busy: another run has to end first"
    case .wrongKey: "wrong password or key"
    case .full: "destination or output full; needed and free are printed"
    case .unreachable: "storage unreachable or credentials refused"
    case .usage: "usage"
    case .interrupted: "interrupted"
    }
  }

  /// The row of the table that a repository's error belongs to.
  init(_ code: RepositoryError.Code) {
    switch code {
    case .failed, .unsupportedFormat: self = .failed
    case .damaged: self = .damage
    case .refused: self = .refused
    case .notFound: self = .noRepository
    case .busy: self = .busy
    case .wrongPassword: self = .wrongKey
    case .full: self = .full
    case .unreachable: self = .unreachable
    case .interrupted: self = .interrupted
    }
  }

  /// The worse of two ways to end, for commands with several findings.
  func or(_ other: ExitCode) -> ExitCode { self == .done ? other : self }

  /// The worse of two ways to end, for a run with several parts: an interruption before a failure,
  /// that before something incomplete; of two failures this one.
  func worse(_ other: ExitCode) -> ExitCode {
    func rank(_ code: ExitCode) -> Int {
      switch code {
      case .done: 0
      case .incomplete: 1
      case .interrupted: 3
      default: 2
      }
    }
    return rank(other) > rank(self) ? other : self
  }
}
