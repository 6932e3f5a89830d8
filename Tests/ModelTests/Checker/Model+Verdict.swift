#if canImport(Repository)
  import Repository
#endif

// What a prune does when every session that it waits for has its outcome: P3 to P5.

extension Model {
  func listLog(_ turn: PrunerTurn, _ moves: inout Moves) {
    var turn = turn
    let now = turn.state.store.commits
    if setup.lies(.snapshotsBeforeLog), !turn.has(.hasPeeked) {
      turn.set(.hasPeeked)
      turn.pruner.snapshots = snapshots(turn.state.store)
      return moves.add(turn.state, turn.actor, .peeksAtSnapshots)
    }
    if setup.lies(.logBeforeWaits) || !setup.has(.longListings) {
      if !setup.lies(.logBeforeWaits) { turn.pruner.commits = now }
      turn.receive(.done)
      return moves.add(turn.state, turn.actor, .listsLog, turn.pruner.commits.rawValue)
    }
    guard turn.has(.isListing) else {
      turn.set(.isListing)
      turn.pruner.before = now.rawValue
      return moves.add(turn.state, turn.actor, .beginsListing)
    }
    let before = Bits(rawValue: turn.pruner.before)
    turn.clear(.isListing)
    turn.pruner.before = 0
    turn.receive(.done)
    forEachListing(before, now) { commits in
      var turn = turn
      turn.pruner.commits = commits
      moves.add(turn.state, turn.actor, .listsLog, commits.rawValue)
    }
  }

  /// Those that no record says are forgotten.
  func snapshots(_ store: Store) -> Bits { store.snapshots.subtracting(store.forgotten) }

  func listSnapshots(_ turn: PrunerTurn, _ moves: inout Moves) {
    guard detail == .reduced else { return finishSnapshots(turn, &moves) }
    guard !setup.has(.longListings) || turn.has(.isListing) else {
      return finishSnapshots(turn, &moves)
    }
    // To forget a snapshot matters only to these listings. So it is done at the last moment, which
    // asks the most of everybody until then.
    visible(turn.state).subtracting(turn.state.store.forgotten).forEachSubset { forgotten in
      var turn = turn
      turn.state.store.forgotten.formUnion(forgotten)
      finishSnapshots(turn, &moves)
    }
  }

  private func finishSnapshots(_ turn: PrunerTurn, _ moves: inout Moves) {
    var turn = turn
    let now = snapshots(turn.state.store)
    if setup.lies(.snapshotsBeforeLog) || setup.lies(.snapshotsBeforeWaits) {
      turn.clear(.hasPeeked)
      turn.receive(.done)
      return moves.add(turn.state, turn.actor, .listsSnapshots, turn.pruner.snapshots.rawValue)
    }
    if !setup.has(.longListings) {
      turn.pruner.snapshots = relevant(now, turn)
      turn.receive(.done)
      return moves.add(turn.state, turn.actor, .listsSnapshots, turn.pruner.snapshots.rawValue)
    }
    guard turn.has(.isListing) else {
      turn.set(.isListing)
      turn.pruner.before = now.rawValue
      return moves.add(turn.state, turn.actor, .beginsListing)
    }
    let before = Bits(rawValue: turn.pruner.before)
    turn.clear(.isListing)
    turn.pruner.before = 0
    turn.receive(.done)
    forEachListing(before, now) { found in
      var turn = turn
      turn.pruner.snapshots = relevant(found, turn)
      moves.add(turn.state, turn.actor, .listsSnapshots, found.rawValue)
    }
  }

  /// A snapshot without a COMMIT in the listing before does not exist.
  private func relevant(_ snapshots: Bits, _ turn: PrunerTurn) -> Bits {
    snapshots.intersection(
      turn.pruner.commits.union(turn.state.store.prunes[turn.number - 1].live))
  }

  func createVerdict(_ turn: PrunerTurn, _ moves: inout Moves) {
    var turn = turn
    let number = turn.number
    let isFirst = !turn.prune.hasVerdict
    let own =
      isFirst || setup.lies(.ownDecision) || setup.lies(.namesFreed)
      ? decided(turn) : turn.prune
    if isFirst { turn.prune = own }
    // Nobody looks at the plan any more; without this, more states would differ in nothing else.
    if !setup.has(.longListings), detail == .reduced { turn.prune.condemned = [] }
    turn.pruner.commits = []
    turn.pruner.snapshots = []
    turn.receive(.done)
    let verb = verbOfVerdict(own, isFirst: isFirst)
    let isOwn = verb == .ignoresVerdict || verb == .recreatesVerdict
    turn.receive(.targets(isOwn ? own.deleted : turn.state.store.prunes[number].deleted))
    settle(&turn)
    moves.add(turn.state, turn.actor, verb, isOwn ? own.deleted.rawValue : UInt8(number))
  }

  private func verbOfVerdict(_ own: Prune, isFirst: Bool) -> Label.Verb {
    if isFirst { return .createsVerdict }
    if setup.lies(.ownDecision) { return .ignoresVerdict }
    return setup.lies(.namesFreed) && own.isDone ? .recreatesVerdict : .followsVerdict
  }

  /// The verdict by the listings.
  private func decided(_ turn: PrunerTurn) -> Prune {
    let store = turn.state.store
    let previous = turn.number - 1
    var live = store.prunes[previous].live
    var named = store.prunes[previous].index
    for session in turn.pruner.commits where isInForce(store.log[session], previous) {
      live.insert(session)
      named.formUnion(store.log[session].packs)
    }
    live.formIntersection(turn.pruner.snapshots)
    var prune = turn.prune
    prune.deleted = dying(prune.condemned, named, live, store)
    prune.live = live
    prune.index = named.subtracting(prune.deleted)
    prune.hasVerdict = true
    return prune
  }

  private func dying(_ condemned: Bits, _ named: Bits, _ live: Bits, _ store: Store) -> Bits {
    var view = PackView(store, setup, packs: named.intersection(store.packs))
    var referenced: UInt8 = 0
    for session in live { referenced |= setup.references(of: session) }
    if setup.lies(.basesOfReferenced) {
      // Every copy looks full, so that only chunks are counted and not what they rest on.
      for pack in 0..<Store.packCount { view.contents[pack] |= view.contents[pack] >> 4 }
    }
    if setup.lies(.basesOfDead) {
      // Deltas that nobody references look full.
      for pack in 0..<Store.packCount {
        view.contents[pack] |= view.contents[pack] >> 4 & ~referenced
      }
    }
    return Sweep.dying(condemned, in: view) { referenced & (1 << UInt8($0 % 4)) != 0 }
  }

  func delete(_ turn: PrunerTurn, _ pack: Int, _ moves: inout Moves) {
    var turn = turn
    if setup.has(.lateDeletes) {
      turn.state.store.doomed.insert(pack)
    } else {
      turn.state.store.packs.remove(pack)
    }
    turn.receive(.done)
    settle(&turn)
    moves.add(turn.state, turn.actor, .deletes, UInt8(pack))
  }

  func obsolete(_ turn: PrunerTurn) -> Bits {
    var found = Bits()
    let number = UInt8(turn.number)
    for session in 1..<Store.sessionCount {
      let record = turn.state.store.log[session]
      switch record.kind {
      case .commit:
        if CommitRule.isObsolete(epoch: record.epoch, afterVerdict: number)
          || (setup.lies(.tooManyCommitsRemoved) && record.epoch == number)
        {
          found.insert(session)
        }
      case .void: if setup.lies(.voidsRemoved) { found.insert(session) }
      case .none, .removed: break
      }
    }
    return found
  }

  func removeCommit(_ turn: PrunerTurn, _ session: Int, _ moves: inout Moves) {
    var turn = turn
    if turn.state.store.log[session].isOutcome { turn.state.store.log[session].kind = .removed }
    turn.receive(.done)
    settle(&turn)
    moves.add(turn.state, turn.actor, .removesRecord, UInt8(session))
  }

  func createDone(_ turn: PrunerTurn, _ moves: inout Moves) {
    var turn = turn
    turn.prune.isDone = true
    turn.receive(.done)
    settle(&turn)
    moves.add(turn.state, turn.actor, .isDone)
  }
}
