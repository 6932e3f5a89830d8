import Format
import LocalState
import Repository

/// What the rules of a profile want done in a repository that its backup was saved to. Each is a
/// run of its own in the history.
extension ProfileBackup {
  /// In the order of the repositories.
  func care(for saved: [Saved]) -> [BackupSequel.Errand] {
    guard isOfProfile else { return [] }
    return saved.filter(\.outcome.isSaved).flatMap { saved in
      saved.target.map { forgetting(saved.outcome, $0) + checking($0) } ?? []
    }
  }

  /// Drops the snapshots of the profile's set that its rules do not keep.
  private func forgetting(
    _ outcome: BackupOutcome, _ target: BackupTarget
  ) -> [BackupSequel.Errand] {
    guard let profile, let rules = profile.keep?.value else { return [] }
    return [
      errand("keep", "forget", target) { invocation in
        // What is missing in this one is in an older one.
        guard outcome.exitCode == .done else {
          invocation.output.note("Nothing is forgotten after a backup that is incomplete.")
          return .done
        }
        return try ProfileRetention(
          set: profile.setName, rules: rules, target: target, heading: heading(target)
        ).run(invocation)
      }
    ]
  }

  /// Checks a repository whose last check is older than the profile allows.
  private func checking(_ target: BackupTarget) -> [BackupSequel.Errand] {
    guard let rule = profile?.check?.value, let every = rule.every?.value,
      isDue(every, at: target.location)
    else { return [] }
    return [
      errand("check", "check", target) { invocation in
        let check = RepositoryCheck(
          repository: target.repository, state: target.state, share: rule.share)
        let verdict = try check.run(invocation)
        if let heading = heading(target) { invocation.output.heading(heading) }
        verdict.show(invocation.output, .partOfBackup)
        invocation.record?.note { $0.take(verdict) }
        return verdict.exitCode
      }
    ]
  }

  /// Of several repositories each is named above what is said of it.
  private func heading(_ target: BackupTarget) -> String? {
    locations.count > 1 ? "At \(target.location.name):" : nil
  }

  /// What `act` throws is told and keeps nothing else from being done, but for an interruption.
  private func errand(
    _ name: String, _ command: String, _ target: BackupTarget,
    _ act: @escaping (Invocation) throws -> ExitCode
  ) -> BackupSequel.Errand {
    let place = locations.count > 1 ? " at \(target.location.name)" : ""
    return BackupSequel.Errand(name: name + place) { () throws(Failure) in
      let record = invocation.begin(
        command, profile: profileName, at: target.location, in: history)
      record.note { $0.repository = target.repository.id }
      do {
        let code = try act(invocation.with(record))
        record.end(code)
        return code
      } catch {
        let failure = Failure(error)
        record.end(failure.code, failure.sentence)
        if failure.code == .interrupted { throw failure }
        invocation.output.report(failure)
        return failure.code
      }
    }
  }

  /// A little before the time is over: the next run would be too late.
  private func isDue(_ every: TimeSpan, at location: Location) -> Bool {
    let runs = history.map { RunsOfProfile(history: $0, profile: profileName) }
    let last = runs?.lastGoodCheck(at: location.recorded)
    guard let last = last?.ending?.time else { return true }
    let early = min(every.seconds / 10, 12 * 3600)
    return invocation.surroundings.clock.now.seconds - last.seconds >= every.seconds - early
  }
}
