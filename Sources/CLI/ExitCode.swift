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
}
