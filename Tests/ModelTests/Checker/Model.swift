#if canImport(Repository)
  import Repository
#endif

/// Everything that can happen next.
///
/// Writers, their checkpoints, prunes and readers make the calls that the program's own steps name,
/// one at a time, in every order; each may stop for ever, which is never to be the next again. A
/// user forgets, somebody cleans, the storage shows and deletes when it likes. A plan condemns
/// anything; a session without an outcome may be taken for dead at any time, whatever the truth.
///
/// Left out, because nothing can come of it: the lost reply of any other call than W5's (the next
/// call reads back what is there); a session that starts again (the other writer is one); stubs (a
/// prune that finds one stops). And left out though something could: copies recorded as lost, runs
/// that are merged, records other than "forgotten".
struct Model {
  let setup: Setup
  let detail: Detail

  enum Detail {
    /// Every step of everybody, for stories.
    case every
    /// States that nobody can tell apart are one.
    case reduced
  }

  init(_ setup: Setup, _ detail: Detail) {
    self.setup = setup
    self.detail = detail
  }

  func collectMoves(from state: State, _ moves: inout Moves) {
    moves.clear()
    for writer in 0..<2 where setup.roles[writer] != .absent {
      collectSessionMoves(writer, state, &moves)
    }
    for pruner in 0..<setup.pruners { collectPrunerMoves(pruner, state, &moves) }
    if detail == .every { collectForgetMoves(state, &moves) }
    collectCleanerMoves(state, &moves)
    collectLateDeletes(state, &moves)
    if setup.has(.reader) { collectReaderMoves(state, &moves) }
  }

  /// A user forgets a snapshot that is there.
  private func collectForgetMoves(_ state: State, _ moves: inout Moves) {
    for session in visible(state).subtracting(state.store.forgotten) {
      var next = state
      next.store.forgotten.insert(session)
      moves.add(next, .user, .forgets, UInt8(session))
    }
  }

  /// Somebody comes by and removes the sign of a session that has an outcome.
  private func collectCleanerMoves(_ state: State, _ moves: inout Moves) {
    let outcomes = state.store.outcomes
    for session in state.store.intents
    where Cleaning.mayRemoveSigns(of: session, outcomes: outcomes) {
      var next = state
      next.store.intents.remove(session)
      next.store.beats.remove(session)
      moves.add(next, .cleaner, .removesIntent, UInt8(session))
    }
  }

  /// A pack that was deleted is gone at last.
  private func collectLateDeletes(_ state: State, _ moves: inout Moves) {
    for pack in state.store.doomed {
      var next = state
      next.store.doomed.remove(pack)
      next.store.packs.remove(pack)
      moves.add(next, .storage, .loses, UInt8(pack))
    }
  }

  /// The snapshots that count now, forgotten ones included.
  func visible(_ state: State) -> Bits {
    let verdict = state.store.newestVerdict
    var found = state.store.prunes[verdict].live
    for session in state.store.commits where isInForce(state.store.log[session], verdict) {
      found.insert(session)
    }
    return found.intersection(setup.snapshotSessions)
  }

  func isInForce(_ record: Record, _ verdict: Int) -> Bool {
    CommitRule.isInForce(epoch: record.epoch, besideVerdict: UInt8(verdict))
  }
}

// MARK: listings that are not one instant

extension Model {
  /// What a listing may show that began when `before` was there: all that was there throughout, and
  /// any of what came or went.
  func forEachListing(_ before: Bits, _ now: Bits, _ body: (Bits) -> Void) {
    let throughout = before.intersection(now)
    before.symmetricDifference(now).forEachSubset { body(throughout.union($0)) }
  }

  /// The same for `gc`, where nothing ever goes.
  func forEachCollectionListing(_ before: UInt16, _ now: UInt16, _ body: (UInt16) -> Void) {
    let changed = now & ~before
    var subset = changed
    while true {
      body(before | subset)
      if subset == 0 { return }
      subset = (subset &- 1) & changed
    }
  }
}
