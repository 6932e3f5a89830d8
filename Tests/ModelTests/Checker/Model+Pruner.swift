#if canImport(Repository)
  import Repository
#endif

/// The turn of one prune.
struct PrunerTurn {
  var state: State
  let index: Int

  var actor: Label.Actor { index == 0 ? .pruner0 : .pruner1 }
  var number: Int { Int(pruner.steps.number) }

  var pruner: Pruner {
    get { state.pruners[index] }
    set { state.pruners[index] = newValue }
  }

  var prune: Prune {
    get { state.store.prunes[number] }
    set { state.store.prunes[number] = newValue }
  }

  mutating func receive(_ reply: PrunerReply<TinyNames>) {
    state.pruners[index].steps.receive(reply)
  }

  func has(_ flag: Pruner.Flags) -> Bool { state.pruners[index].flags.contains(flag) }
  mutating func set(_ flag: Pruner.Flags) { state.pruners[index].flags.insert(flag) }
  mutating func clear(_ flag: Pruner.Flags) { state.pruners[index].flags.remove(flag) }
}

extension Model {
  func collectPrunerMoves(_ index: Int, _ state: State, _ moves: inout Moves) {
    let turn = PrunerTurn(state: state, index: index)
    switch turn.pruner.steps.next {
    case .listCollection: listCollection(turn, &moves)
    case .createPlan: createPlan(turn, &moves)
    case .listSessions: listSessions(turn, &moves)
    case .createWaits: createWaits(turn, &moves)
    case .judge(let session): judge(turn, session, &moves)
    case .listLog: listLog(turn, &moves)
    case .listSnapshots: listSnapshots(turn, &moves)
    case .createVerdict: createVerdict(turn, &moves)
    case .delete(let pack): delete(turn, pack, &moves)
    case .removeCommit(let session): removeCommit(turn, session, &moves)
    case .createDone: createDone(turn, &moves)
    // What only reads files that never change is done together with the step before.
    case .readPlan, .repack, .readWaits, .fence, .readVerdict, .listObsoleteCommits,
      .replaceByStubs, .end:
      break
    }
  }

  private func listCollection(_ turn: PrunerTurn, _ moves: inout Moves) {
    guard turn.pruner.runs < setup.runs else { return }
    let now = turn.state.store.collectionNames
    var turn = turn
    if setup.has(.longListings), !turn.has(.isListing) {
      turn.set(.isListing)
      turn.pruner.before = UInt8(truncatingIfNeeded: now)
      turn.pruner.alsoBefore = UInt8(truncatingIfNeeded: now >> 8)
      return moves.add(turn.state, turn.actor, .beginsListing)
    }
    let isLong = turn.has(.isListing)
    let before = UInt16(turn.pruner.before) | UInt16(turn.pruner.alsoBefore) << 8
    turn.clear(.isListing)
    turn.pruner.before = 0
    turn.pruner.alsoBefore = 0
    turn.pruner.runs += 1
    forEachCollectionListing(isLong ? before : now, now) { names in
      guard let numbers = CollectionListing(names: names).numbers else { return }
      var turn = turn
      turn.receive(.collection(numbers))
      guard turn.number <= Int(setup.epochs) else { return }
      settle(&turn)
      moves.add(turn.state, turn.actor, .listsCollection, numbers.verdict)
    }
  }

  /// Goes on through everything that reads what never changes.
  func settle(_ turn: inout PrunerTurn) {
    while true {
      switch turn.pruner.steps.next {
      case .readPlan, .repack, .replaceByStubs: turn.receive(.done)
      case .readWaits: turn.receive(.sessions(turn.prune.waits))
      case .readVerdict: turn.receive(.targets(turn.prune.deleted))
      case .judge(let session):
        guard isOver(session, turn.state.store) else { return }
        turn.receive(.standing(.over))
      case .delete(let pack):
        guard isGone(pack, turn.state.store) else { return }
        turn.receive(.done)
      case .listObsoleteCommits: turn.receive(.sessions(obsolete(turn)))
      case .end:
        let runs = turn.pruner.runs
        turn.pruner = Pruner()
        turn.pruner.runs = runs
        return
      default: return
      }
    }
  }

  func isGone(_ pack: Int, _ store: Store) -> Bool {
    !store.packs.contains(pack) || store.doomed.contains(pack)
  }

  private func isOver(_ session: Int, _ store: Store) -> Bool {
    store.log[session].isOutcome
  }

  // MARK: P1, P2

  private func createPlan(_ turn: PrunerTurn, _ moves: inout Moves) {
    if setup.lies(.sessionsBeforePlan), !turn.has(.hasPeeked) {
      var turn = turn
      turn.set(.hasPeeked)
      turn.pruner.sessions = sessions(turn.state.store)
      return moves.add(turn.state, turn.actor, .peeksAtSessions)
    }
    if turn.prune.hasPlan {
      var turn = turn
      turn.receive(.done)
      settle(&turn)
      return moves.add(turn.state, turn.actor, .followsPlan)
    }
    // Whatever it condemns: nothing may rest on the choice being a good one.
    turn.state.store.packs.intersection(setup.condemnable).forEachSubset { condemned in
      guard !condemned.isEmpty else { return }
      var turn = turn
      turn.prune.hasPlan = true
      turn.prune.condemned = condemned
      turn.receive(.done)
      settle(&turn)
      moves.add(turn.state, turn.actor, .createsPlan, condemned.rawValue)
    }
  }

  private func sessions(_ store: Store) -> Bits { store.intents.union(store.beats) }

  private func listSessions(_ turn: PrunerTurn, _ moves: inout Moves) {
    var turn = turn
    let store = turn.state.store
    if setup.lies(.sessionsBeforePlan), turn.has(.hasPeeked) {
      turn.clear(.hasPeeked)
      turn.receive(.done)
      return moves.add(
        turn.state, turn.actor, .listsSessions, turn.pruner.sessions.rawValue)
    }
    if !setup.has(.longListings) {
      turn.pruner.sessions = sessions(store)
      turn.receive(.done)
      return moves.add(turn.state, turn.actor, .listsSessions, turn.pruner.sessions.rawValue)
    }
    guard turn.has(.isListing) else {
      turn.set(.isListing)
      turn.pruner.before = store.intents.rawValue
      turn.pruner.alsoBefore = store.beats.rawValue
      return moves.add(turn.state, turn.actor, .beginsListing)
    }
    let intents = Bits(rawValue: turn.pruner.before)
    let beats = Bits(rawValue: turn.pruner.alsoBefore)
    turn.clear(.isListing)
    turn.pruner.before = 0
    turn.pruner.alsoBefore = 0
    turn.receive(.done)
    // Each sign may be missed by itself, so a session is seen for certain only by one that stood
    // throughout.
    let certain = intents.intersection(store.intents).union(beats.intersection(store.beats))
    let possible = intents.union(store.intents).union(beats).union(store.beats)
    forEachListing(certain, possible) { found in
      var turn = turn
      turn.pruner.sessions = found
      moves.add(turn.state, turn.actor, .listsSessions, found.rawValue)
    }
  }

  private func createWaits(_ turn: PrunerTurn, _ moves: inout Moves) {
    var turn = turn
    if !turn.prune.hasWaits {
      turn.prune.hasWaits = true
      turn.prune.waits = turn.pruner.sessions
    }
    turn.pruner.sessions = []
    turn.receive(.done)
    settle(&turn)
    if setup.lies(.logBeforeWaits) { turn.pruner.commits = turn.state.store.commits }
    if setup.lies(.snapshotsBeforeWaits) { turn.pruner.snapshots = snapshots(turn.state.store) }
    moves.add(turn.state, turn.actor, .createsWaits, turn.prune.waits.rawValue)
  }

  private func judge(_ turn: PrunerTurn, _ session: Int, _ moves: inout Moves) {
    var turn = turn
    if isOver(session, turn.state.store) {
      settle(&turn)
      return moves.add(turn.state, turn.actor, .findsOver, UInt8(session))
    }
    // It may be alive: no clock can be trusted.
    turn.receive(.standing(SessionStanding(.elsewhere(unchangedFor: 1), waitingFor: 1)))
    if !setup.lies(.noFence) { turn.state.store.log[session].kind = .void }
    turn.receive(.done)
    settle(&turn)
    moves.add(
      turn.state, turn.actor, setup.lies(.noFence) ? .goesOnUnfenced : .fences, UInt8(session))
  }
}
