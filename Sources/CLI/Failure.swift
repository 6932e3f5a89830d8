import Format
import Pipelines
import Repository
import Snapshots
import Storage
import SystemPackage

/// Why a command ends without having done its work, as people and scripts read it.
struct Failure: Error, Equatable {
  let code: ExitCode
  /// A clause without a full stop: "wrong password".
  let problem: String
  /// A path, a file of the repository, a snapshot; empty where the problem says it. Bytes as
  /// `NameText` has them.
  let location: String
  /// The next thing to try; never empty.
  let advice: String

  init(_ code: ExitCode, _ problem: String, at location: String = "", advice: String) {
    self.code = code
    self.problem = problem
    self.location = location
    self.advice = advice
  }

  static func usage(_ problem: String, at location: String = "", advice: String) -> Failure {
    Failure(.usage, problem, at: location, advice: advice)
  }
}

extension Failure {
  /// Whatever a library threw.
  init(_ error: any Error) {
    switch error {
    case let failure as Failure: self = failure
    case let error as RepositoryError:
      self.init(ExitCode(error.code), error.problem, at: error.location, advice: error.advice)
    case let error as SnapshotNameError:
      self.init(.failed, error.problem, advice: error.advice)
    case let error as StorageError: self.init(RepositoryError(error))
    case is Cancelled: self = .interrupted(advice: "Nothing was changed.")
    case let error as Errno:
      self.init(.failed, error.clause, advice: "Look at the system log, then try again.")
    default: self.init(.failed, "\(error)", advice: "Try again.")
    }
  }

  /// Whether what was typed is to blame, so that nothing was run.
  var isOfCommandLine: Bool { code == .usage || code == .refused }

  static func interrupted(advice: String) -> Failure {
    Failure(.interrupted, "interrupted", advice: advice)
  }
}

extension Failure {
  /// One line: "wrong password for the repository at /mnt/usb/martlet".
  var sentence: String {
    let place = location.isEmpty ? "" : "\(preposition)\(Printable.text(location))"
    return "\(Printable.text(problem))\(place)"
  }

  /// "martlet: wrong password for the repository at /mnt/usb/martlet (exit 12)", and the advice
  /// below it.
  var text: String {
    let advice = Printable.text(advice)
    return """
      martlet: \(sentence) (exit \(code.rawValue))
        \(advice.capitalizedFirst)\(advice.last.map(".?!:".contains) == true ? "" : ".")
      """
  }

  var json: JSON {
    .object(
      [
        ("schema", .schema), ("type", "error"), ("code", .number(Int(code.rawValue))),
        ("problem", .text(problem)),
      ] + JSON.named("location", location) + [("advice", .text(advice))])
  }

  private var preposition: String {
    if problem.hasPrefix("nothing is called ") { return " in " }
    return problem == "wrong password" || problem == "wrong recovery words"
      ? " for the repository at " : problem.contains(":") ? ", at " : " at "
  }
}

extension String {
  var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}

extension Errno {
  /// For a sentence: "permission denied".
  var clause: String {
    let text = description
    return text.prefix(1).lowercased() + text.dropFirst()
  }
}
