import LocalState

/// The runs of a profile that somebody wants to know of.
struct RunsOfProfile {
  let history: RunHistory
  /// Empty: of no profile.
  let profile: String
  /// Of backups without a profile: the set or the sources.
  var subject: String?

  /// The last backup, however it ended.
  func last(at location: String) -> Run? { history.runs(filter("backup", location)).first }

  /// The last backup whose snapshot is still there, as far as this machine knows.
  func lastSaved(at location: String) -> Run? {
    var filter = filter("backup", location)
    filter.exitCodes = [ExitCode.done.rawValue, ExitCode.incomplete.rawValue]
    filter.hasSnapshot = true
    return history.runs(filter).first
  }

  /// The last time that old snapshots were forgotten, or not.
  func lastForget(at location: String) -> Run? {
    history.runs(filter("forget", location)).first
  }

  /// The last check that found everything in order; whoever made it, it proves the same.
  func lastGoodCheck(at location: String) -> Run? { check(at: location, [.done]) }

  /// The last check that came to a verdict.
  func lastCheck(at location: String) -> Run? { check(at: location, [.done, .damage]) }

  private func check(at location: String, _ codes: [ExitCode]) -> Run? {
    var filter = RunFilter()
    filter.command = "check"
    filter.location = location
    filter.exitCodes = codes.map(\.rawValue)
    filter.limit = 1
    return history.runs(filter).first
  }

  private func filter(_ command: String, _ location: String) -> RunFilter {
    var filter = RunFilter()
    filter.command = command
    filter.profile = profile
    filter.subject = subject
    filter.location = location
    filter.limit = 1
    return filter
  }
}
