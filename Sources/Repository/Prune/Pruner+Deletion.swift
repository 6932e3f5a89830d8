import Format
import Pipelines
import Storage

extension Pruner {
  /// P5: removes what verdict n says, then what it makes superfluous, then says that it is done.
  ///
  /// What cannot be removed stays for whoever finds the prune unfinished.
  func performOnVerdict(
    _ call: Call, _ notes: inout PruneNotes, _ report: inout PruneReport
  ) throws -> Reply {
    switch call {
    case .readVerdict(let number): return .targets(try readTargets(number, &notes))
    case .delete(let path):
      try cancellation.check()
      try remove(path)
      if let there = notes.there { report.count(path, of: there) }
    case .listObsoleteCommits(let number):
      if let there = notes.there { try clean(there) }
      let obsolete = try Commits.load(files).commits.filter { _, commit in
        CommitRule.isObsolete(epoch: commit.epoch, afterVerdict: number)
      }
      return .sessions(obsolete.keys.sorted()[...])
    case .removeCommit(let session): try remove(.outcome(session))
    case .createDone(let number):
      let done = PruneDone(number: number, verdictHash: notes.verdictHash)
      _ = try create(done.encoded(), .done(number))
      Reserve(files).layDown(via: temporaries.next())
    default: break
    }
    return .done
  }

  private func readTargets(
    _ number: Int, _ notes: inout PruneNotes
  ) throws -> ArraySlice<RepositoryPath> {
    let (verdict, hash) = try read(.verdict(number)) { bytes throws(FormatError) in
      try PruneVerdict(decoding: bytes)
    }
    if !notes.isDecided { try files.confirm(.verdict(number), via: temporaries.next()) }
    notes.verdictHash = hash
    notes.there = try StoredFiles(files)
    counters.beginDeleting(files: verdict.packs.count + verdict.files.count)
    return (verdict.packs.map(RepositoryPath.pack) + verdict.files)[...]
  }

  /// Signs and drafts of sessions that are over. COMMITs that the verdict replaces go after them; a
  /// VOID stays for good, for its session may wake at any time.
  private func clean(_ there: StoredFiles) throws {
    let over = Set(there.outcomes.keys)
    let signed = Set(there.intents.map(\.session))
    // Where an outcome cannot be made durable the signs stay for another prune.
    let settled = signed.sorted().filter {
      Cleaning.mayRemoveSigns(of: $0, outcomes: over)
        && (try? files.confirm(.outcome($0), via: temporaries.next())) != nil
    }
    for case .intent(let session, let beat) in there.intents where settled.contains(session) {
      try remove(.intent(session, beat: beat))
    }
    for case .temporary(let session, let count) in there.temporaries
    where Cleaning.mayRemoveSigns(of: session, outcomes: over)
      || !signed.contains(session) && isAbandoned(session)
    {
      try remove(.temporary(session, count))
    }
  }

  /// Who writes single files, as a prune does or a change of keys, gives no sign. A draft that
  /// stands for a day is nobody's.
  private func isAbandoned(_ session: SessionID) -> Bool {
    let now = repository.surroundings.clock.sinceBoot
    return watch.silence(of: session, beat: 0, now: now) >= watch.silence
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

extension PruneReport {
  /// Counts a file that was deleted, if it was there.
  fileprivate mutating func count(_ path: RepositoryPath, of there: StoredFiles) {
    if case .pack(let id) = path, let length = there.packs[id] {
      packs += 1
      packBytes += length
    } else if let length = there.condemnable[path] {
      files += 1
      fileBytes += length
    }
  }
}
