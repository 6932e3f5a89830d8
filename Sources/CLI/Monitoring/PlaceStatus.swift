import Format
import LocalState
import Repository

/// How the backups of one profile, or of one set without a profile, stand in one repository.
struct PlaceStatus {
  /// Why somebody should do something.
  enum Problem: Equatable {
    case neverSaved
    /// There was one, and nothing has been saved since.
    case forgotten
    /// The last snapshot is so many seconds old.
    case overdue(age: Int64, allowed: TimeSpan)
    case neverChecked(every: TimeSpan)
    case unproven(age: Int64, every: TimeSpan)
    /// The last check found it; one line about it.
    case damaged(String)
    /// What the profile does not keep was kept, or its space was not freed; one line about it.
    case notForgotten(String)
  }

  /// What is expected of it.
  struct Expectation: Equatable {
    /// How old the last snapshot may be; `nil` where nobody has said.
    var allowedAge: TimeSpan?
    /// How often it is to be checked.
    var checkEvery: TimeSpan?
    /// Whether it is a profile's: then it has to have a snapshot.
    var isOfProfile: Bool
    /// Whether the configuration says when it is to be saved.
    var hasSchedule = false
  }

  /// A profile, or the set or the sources of backups without one, as the history has them.
  let subject: String
  /// The name of the repository in the configuration, or where it is.
  let repository: String
  let location: String
  let last: Run?
  let lastSaved: Run?
  let lastGoodCheck: Run?
  let lastCheck: Run?
  var lastForget: Run?
  /// `nil` where nothing starts it by itself.
  let schedule: InstalledSchedule?
  let expectation: Expectation
  let now: Timestamp

  /// Everything that is wrong, the worst first.
  var problems: [Problem] {
    [savingProblem, provingProblem, forgettingProblem].compactMap { $0 }
  }

  private var savingProblem: Problem? {
    guard let age = age(of: lastSaved) else {
      guard expectation.isOfProfile || last?.hasFailed == true else { return nil }
      return last?.snapshot == nil ? .neverSaved : .forgotten
    }
    guard let allowed = expectation.allowedAge, age > allowed.seconds else { return nil }
    return .overdue(age: age, allowed: allowed)
  }

  /// A check is made after a backup, so it may be as late as one.
  private var provingProblem: Problem? {
    if let lastCheck, lastCheck.ending?.exitCode == ExitCode.damage.rawValue {
      return .damaged(lastCheck.message)
    }
    guard let every = expectation.checkEvery, lastSaved != nil else { return nil }
    guard let age = age(of: lastGoodCheck) else { return .neverChecked(every: every) }
    let late = expectation.allowedAge?.seconds ?? 0
    return age > every.seconds + late ? .unproven(age: age, every: every) : nil
  }

  private var forgettingProblem: Problem? {
    guard let run = lastForget, let code = run.ending?.exitCode, code != ExitCode.done.rawValue,
      code != ExitCode.interrupted.rawValue
    else { return nil }
    return .notForgotten(run.message)
  }

  /// Seconds since its end; a clock that was set back makes it none.
  private func age(of run: Run?) -> Int64? {
    guard let end = run?.ending?.time else { return nil }
    let (age, overflow) = now.seconds.subtractingReportingOverflow(end.seconds)
    return overflow ? 0 : max(0, age)
  }
}

extension Run {
  /// Whether it was meant and came to nothing: one that found no repository may have been a
  /// mistyped one, and one that was refused or stopped was somebody's who knows.
  var hasFailed: Bool {
    guard repository != nil, let code = ending.flatMap({ ExitCode(rawValue: $0.exitCode) }) else {
      return false
    }
    return ![.done, .incomplete, .usage, .refused, .interrupted].contains(code)
  }
}
