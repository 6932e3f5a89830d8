import Format
import Pipelines
import Storage

extension Pruner {
  /// P5: removes what verdict n says, then what it makes superfluous, then says that it is done.
  ///
  /// What cannot be removed stays for whoever finds the prune unfinished.
  func follow(_ number: Int, _ report: inout PruneReport) throws {
    let (verdict, hash) = try read(.verdict(number)) { bytes throws(FormatError) in
      try PruneVerdict(decoding: bytes)
    }
    let there = try StoredFiles(files)
    counters.beginDeleting(files: verdict.packs.count + verdict.files.count)
    for pack in verdict.packs {
      try cancellation.check()
      try remove(.pack(pack))
      guard let length = there.packs[pack] else { continue }
      report.packs += 1
      report.packBytes += length
    }
    for file in verdict.files {
      try cancellation.check()
      try remove(file)
      guard let length = there.condemnable[file] else { continue }
      report.files += 1
      report.fileBytes += length
    }
    try clean(there, before: number)
    _ = try create(PruneDone(number: number, verdictHash: hash).encoded(), .done(number))
  }

  /// Signs and drafts of sessions that are over, then COMMITs that the verdict replaces; a VOID
  /// stays for good, for its session may wake at any time.
  private func clean(_ there: StoredFiles, before number: Int) throws {
    let over = Set(there.outcomes.keys)
    for case .intent(let session, let beat) in there.intents where over.contains(session) {
      try remove(.intent(session, beat: beat))
    }
    let signed = Set(there.intents.map(\.session))
    for case .temporary(let session, let count) in there.temporaries
    where over.contains(session) || !signed.contains(session) && isAbandoned(session) {
      try remove(.temporary(session, count))
    }
    for (session, commit) in try Commits.load(files).commits where commit.epoch < number {
      try remove(.outcome(session))
    }
  }

  /// Who writes single files, as a prune does or a change of keys, gives no sign. A draft that
  /// stands for a day is nobody's.
  private func isAbandoned(_ session: SessionID) -> Bool {
    let now = repository.surroundings.clock.sinceBoot
    let seen = watch.beats.firstSeen(session, beat: 0, now: now)
    return now >= seen && now - seen >= watch.silence
  }

  private func remove(_ path: RepositoryPath) throws(RepositoryError) {
    do throws(StorageError) {
      try files.storage.remove(path.name)
    } catch {
      throw RepositoryError(error)
    }
    counters.addDeleted()
  }
}
