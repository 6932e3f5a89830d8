/// What a probe of `doctor` found out.
struct DoctorFinding: Equatable {
  enum Weight: String {
    case ok
    /// Backups work, but something deserves a look.
    case warning
    /// Backups do not work, or will not.
    case wrong
  }

  enum Subject: String, CaseIterable {
    case program, configuration, repository, copies, snapshots, space, folders, leftovers, password
    case passwordFile = "password_file"
    case cache, state, history, clock
    case openFiles = "open_files"
    case user, schedule, libraries
  }

  let weight: Weight
  let subject: Subject
  /// A clause, as somebody reads it after the subject.
  let text: String
  /// The next thing to try; empty when all is well.
  let advice: String

  static func ok(_ subject: Subject, _ text: String) -> DoctorFinding {
    DoctorFinding(weight: .ok, subject: subject, text: text, advice: "")
  }

  static func warning(_ subject: Subject, _ text: String, advice: String) -> DoctorFinding {
    DoctorFinding(weight: .warning, subject: subject, text: text, advice: advice)
  }

  static func wrong(_ subject: Subject, _ text: String, advice: String) -> DoctorFinding {
    DoctorFinding(weight: .wrong, subject: subject, text: text, advice: advice)
  }

  /// What would end every other command.
  static func wrong(_ subject: Subject, _ failure: Failure) -> DoctorFinding {
    let place = failure.location.isEmpty ? "" : " (\(failure.location))"
    return wrong(subject, failure.problem + place, advice: failure.advice)
  }
}

extension DoctorFinding.Subject {
  /// "Password file".
  var title: String { rawValue.replacing("_", with: " ").capitalizedFirst }
}
