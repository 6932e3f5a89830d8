package import Format
package import Sealing
package import Storage
import SystemPackage

/// Why a repository operation failed: what, where, and what to do now.
///
/// Made once, where the file's name is known; `cause` keeps what lies under it. The command line
/// maps `code` to an exit code and prints the three texts as they are.
package struct RepositoryError: Error, Sendable {
  /// One case for each row of the exit-code table that a repository can cause.
  package enum Code: CaseIterable, Sendable {
    case failed, damaged, refused, notFound, busy, wrongPassword, full, unreachable
    case unsupportedFormat, interrupted
  }

  package let code: Code
  /// A clause without a full stop: "the directory does not decrypt".
  package let problem: String
  /// The file in the repository, and the byte if known: "packs/3f/3f9a…, byte 8192"; or a path in a
  /// snapshot or on the disk, as `NameText` has it.
  package let location: String
  /// The next thing to try, as a command where there is one; never empty.
  package let advice: String
  package let cause: (any Error)?

  package init(
    _ code: Code, _ problem: String, at location: String, advice: String,
    cause: (any Error)? = nil
  ) {
    self.code = code
    self.problem = problem
    self.location = location
    self.advice = advice
    self.cause = cause
  }
}

extension RepositoryError: CustomStringConvertible {
  package var description: String { "\(problem) (\(location)); \(advice)" }
}

extension RepositoryError {
  /// Damage to one file of the repository: the healing is always the same two commands. Whoever
  /// only meets damage records none, so that a backup would take the file for whole.
  package static func damaged(
    _ problem: String, at location: String, cause: (any Error)? = nil
  ) -> RepositoryError {
    RepositoryError(
      .damaged, problem, at: location,
      advice: "run `martlet check --read-data`: it says what is affected, and has the next "
        + "`martlet backup` store again what the source still has",
      cause: cause)
  }

  /// A decoder's complaint about the file `name`.
  package init(_ error: FormatError, in name: String) {
    if error.isNewerFormat {
      self.init(
        .unsupportedFormat, "this was written by a newer martlet", at: name,
        advice: "use a newer martlet with this repository; nothing was changed", cause: error)
    } else {
      self = .damaged(
        "\(error.field): \(error.problem)", at: "\(name), byte \(error.offset)", cause: error)
    }
  }

  /// What a key or codec said of the file `name`.
  package init(_ error: SealingError, in name: String) {
    self = .damaged("\(error)", at: name, cause: error)
  }

  /// What the storage said.
  package init(_ error: StorageError) {
    self.init(
      error.isUnreadableSector ? .damaged : Code(error.code),
      (error.code == .full ? "" : "cannot \(error.operation.rawValue) it: ")
        + error.code.rawValue + (error.detail.map { ": \($0)" } ?? ""),
      at: error.name.isEmpty ? error.location : "\(error.location)/\(error.name)",
      advice: Self.advice(for: error.code),
      cause: error)
  }

  private static func advice(for code: StorageError.Code) -> String {
    switch code {
    case .full: "free some space there and run the same command again: nothing saved is lost"
    case .readOnly: "mount it writable, or use a command that only reads"
    case .denied: "check the owner and mode of the folder, or run as the user who owns it"
    case .notFound: "check the path; `martlet check` lists what is missing"
    case .unreachable: "check that the disk or server is connected, then try again"
    case .truncated, .tooLarge: "run `martlet check` to see what is affected"
    default: "look at the system log for errors of this disk, then run `martlet check`"
    }
  }
}

extension StorageError {
  /// A sector that cannot be read is damage to one file like any other: the rest is there.
  fileprivate var isUnreadableSector: Bool {
    (operation == .read || operation == .measure) && cause == .ioError
  }
}

extension RepositoryError.Code {
  fileprivate init(_ code: StorageError.Code) {
    switch code {
    case .full: self = .full
    case .unreachable: self = .unreachable
    case .truncated, .tooLarge, .notFound: self = .damaged
    default: self = .failed
    }
  }
}

extension RepositoryError {
  /// Whether it tells of a file that is not there, which a prune may have taken away.
  var isOfMissingFile: Bool { (cause as? StorageError)?.code == .notFound }
}
