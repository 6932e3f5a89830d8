#if canImport(Repository)
  import Repository
#endif

/// The turn of one session: a state to change, and which of a writer's two sessions acts.
struct SessionTurn {
  var state: State
  let writer: Int
  let isSide: Bool

  var number: Int { isSide ? 3 : writer + 1 }
  var actor: Label.Actor { isSide ? .checkpoint : writer == 0 ? .writer0 : .writer1 }
  var newPack: Int { Store.firstNewPack + writer }

  var session: Session {
    get { state.writers[writer] }
    set { state.writers[writer] = newValue }
  }

  var steps: WriterSteps<UInt8> { isSide ? session.side : session.steps }

  mutating func receive(_ reply: WriterReply<UInt8>) {
    if isSide {
      state.writers[writer].side.receive(reply)
    } else {
      state.writers[writer].steps.receive(reply)
    }
  }

  mutating func giveUp() {
    if isSide {
      state.writers[writer].side.giveUp()
    } else {
      state.writers[writer].steps.giveUp()
    }
  }

  mutating func set(_ flag: Session.Flags) { state.writers[writer].flags.insert(flag) }
  mutating func clear(_ flag: Session.Flags) { state.writers[writer].flags.remove(flag) }
}

extension Model {
  func collectSessionMoves(_ writer: Int, _ state: State, _ moves: inout Moves) {
    let isSide = state.writers[writer].flags.contains(.sideRuns)
    let turn = SessionTurn(state: state, writer: writer, isSide: isSide)
    switch turn.steps.next {
    case .createIntent: announce(turn, &moves)
    case .listCollection: listCollection(turn, &moves)
    case .listLog: listLog(turn, &moves)
    case .listPacks: listPacks(turn, &moves)
    case .storePacks: storePacks(turn, &moves)
    case .storeRuns: preconditionFailure("index runs are not told apart from packs")
    case .storeSnapshot: storeSnapshot(turn, &moves)
    case .createOutcome(let epoch): createOutcome(turn, epoch, &moves)
    case .removeIntent: removeIntent(turn, &moves)
    case .end: break
    }
    if !isSide { collectBeatMoves(turn, &moves) }
  }

  private func announce(_ turn: SessionTurn, _ moves: inout Moves) {
    var turn = turn
    if setup.lies(.collectionBeforeIntent), !turn.session.flags.contains(.hasPeeked) {
      let listing = CollectionListing(names: turn.state.store.collectionNames)
      guard let numbers = listing.numbers else { return }
      turn.set(.hasPeeked)
      look(&turn, numbers, verdict: numbers.verdict)
      turn.session.before = numbers.epoch
      return moves.add(turn.state, turn.actor, .peeksAtCollection)
    }
    if !setup.lies(.noIntent) { turn.state.store.intents.insert(turn.number) }
    turn.receive(.done)
    moves.add(turn.state, turn.actor, .announces)
  }

  // MARK: W2

  private func listCollection(_ turn: SessionTurn, _ moves: inout Moves) {
    var turn = turn
    let now = turn.state.store.collectionNames
    if setup.lies(.stateBeforeCondemned), !turn.session.flags.contains(.hasPeeked) {
      turn.set(.hasPeeked)
      turn.session.verdict = UInt8(turn.state.store.newestVerdict)
      turn.session.named = packsInForce(turn.state.store, turn.session, turn.state.store.commits)
      moves.add(turn.state, turn.actor, .peeksAtState)
    } else if setup.lies(.collectionBeforeIntent) {
      let numbers = CollectionNumbers(
        epoch: turn.session.before, verdict: turn.session.verdict, done: 0)
      turn.session.before = 0
      turn.receive(.collection(numbers))
      moves.add(turn.state, turn.actor, .listsCollection)
    } else if setup.has(.longListings), !turn.session.flags.contains(.isListing) {
      turn.set(.isListing)
      turn.session.before = UInt8(truncatingIfNeeded: now)
      turn.session.alsoBefore = UInt8(truncatingIfNeeded: now >> 8)
      moves.add(turn.state, turn.actor, .beginsListing)
    } else {
      let isLong = turn.session.flags.contains(.isListing)
      let before = UInt16(turn.session.before) | UInt16(turn.session.alsoBefore) << 8
      turn.clear(.isListing)
      turn.session.before = 0
      turn.session.alsoBefore = 0
      forEachCollectionListing(isLong ? before : now, now) { names in
        finishListing(turn, names, &moves)
      }
    }
  }

  private func finishListing(_ turn: SessionTurn, _ names: UInt16, _ moves: inout Moves) {
    var turn = turn
    if let numbers = CollectionListing(names: names).numbers {
      look(&turn, numbers, verdict: numbers.verdict)
      turn.receive(.collection(numbers))
    } else if setup.lies(.oldVerdict) {
      var (plan, verdict): (UInt8, UInt8) = (0, 0)
      for number in 1...3 {
        let bits = names >> UInt16(3 * (number - 1))
        if bits & 1 != 0 { plan = UInt8(number) }
        if bits & 2 != 0 { verdict = UInt8(number) }
      }
      guard verdict < plan else { return }
      let numbers = CollectionNumbers(epoch: plan, verdict: verdict, done: 0)
      look(&turn, numbers, verdict: verdict)
      turn.receive(.collection(numbers))
    } else {
      return
    }
    moves.add(turn.state, turn.actor, .listsCollection, UInt8(turn.session.verdict))
  }

  private func look(
    _ turn: inout SessionTurn, _ numbers: CollectionNumbers<UInt8>, verdict: UInt8
  ) {
    let store = turn.state.store
    if !setup.lies(.stateBeforeCondemned) { turn.session.verdict = verdict }
    turn.session.condemned =
      setup.lies(.condemnedIsUsable)
      ? []
      : numbers.condemned(
        byPlan: store.prunes[Int(numbers.epoch)].condemned,
        byVerdict: setup.lies(.deletedIsUsable) ? [] : store.prunes[Int(verdict)].deleted)
  }

  // MARK: W3

  func packsInForce(_ store: Store, _ session: Session, _ commits: Bits) -> Bits {
    var named = store.prunes[Int(session.verdict)].index
    for commit in commits
    where setup.lies(.oldCommitsCount) || isInForce(store.log[commit], Int(session.verdict)) {
      named.formUnion(store.log[commit].packs)
    }
    if setup.lies(.uncommittedIsUsable) {
      named.formUnion(Bits(rawValue: store.packs.rawValue & 0b11000))
    }
    return named
  }

  private func listLog(_ turn: SessionTurn, _ moves: inout Moves) {
    var turn = turn
    let now = turn.state.store.commits
    if turn.isSide, !turn.session.flags.contains(.isListing), leavesFenced(turn, &moves) { return }
    if setup.lies(.stateBeforeCondemned) {
      turn.receive(.done)
      return finishPacks(turn, turn.state.store.packs, .listsLogAndPacks, &moves)
    }
    if !setup.has(.longListings) {
      turn.session.named = packsInForce(turn.state.store, turn.session, now)
      turn.receive(.done)
      // At once: whatever may go before the next listing is condemned.
      return finishPacks(turn, turn.state.store.packs, .listsLogAndPacks, &moves)
    }
    guard turn.session.flags.contains(.isListing) else {
      turn.set(.isListing)
      turn.session.before = now.rawValue
      return moves.add(turn.state, turn.actor, .beginsListing)
    }
    let before = Bits(rawValue: turn.session.before)
    turn.clear(.isListing)
    turn.session.before = 0
    forEachListing(before, now) { commits in
      var turn = turn
      turn.session.named = packsInForce(turn.state.store, turn.session, commits)
      turn.receive(.done)
      moves.add(turn.state, turn.actor, .listsLog, commits.rawValue)
    }
  }

  /// A checkpoint that sees an outcome of its main session ends, and so does the main session.
  private func leavesFenced(_ turn: SessionTurn, _ moves: inout Moves) -> Bool {
    let main = turn.writer + 1
    guard !SideCommit.mayBegin(of: main, outcomes: turn.state.store.outcomes),
      !setup.lies(.sideOfFenced)
    else { return false }
    var turn = turn
    turn.giveUp()
    turn.state.writers[turn.writer].steps.giveUp()
    moves.add(turn.state, turn.actor, .findsItsMainFenced, UInt8(main))
    return true
  }

  private func listPacks(_ turn: SessionTurn, _ moves: inout Moves) {
    var turn = turn
    let now = turn.state.store.packs
    guard turn.session.flags.contains(.isListing) else {
      turn.set(.isListing)
      turn.session.before = now.rawValue
      return moves.add(turn.state, turn.actor, .beginsListing)
    }
    let before = Bits(rawValue: turn.session.before)
    turn.clear(.isListing)
    turn.session.before = 0
    forEachListing(before, now) { packs in
      finishPacks(turn, packs, .listsPacks, &moves)
    }
  }

  /// From here on it is known what is usable, and so what has to be stored.
  private func finishPacks(
    _ turn: SessionTurn, _ there: Bits, _ verb: Label.Verb, _ moves: inout Moves
  ) {
    var turn = turn
    let view = PackView(
      turn.state.store, setup,
      packs: turn.session.named.intersection(there).subtracting(turn.session.condemned))
    turn.receive(.done)
    if turn.isSide {
      decideCheckpoint(&turn, view)
    } else {
      turn.state.store.newContents[turn.writer] = contents(turn, view, there)
      if turn.state.store.newContents[turn.writer] == 0 {
        if setup.roles[turn.writer] == .repack { turn.giveUp() } else { skipStoring(&turn) }
      }
    }
    turn.session.verdict = 0
    turn.session.condemned = []
    turn.session.named = []
    moves.add(turn.state, turn.actor, verb, there.rawValue)
  }

  private func decideCheckpoint(_ turn: inout SessionTurn, _ view: PackView) {
    let usable = usable(view)
    let deltas = turn.state.store.newContents[turn.writer] >> 4
    let bases = (0..<4).filter { deltas & (1 << UInt8($0)) != 0 }.map { setup.base[$0] }
    let packs = turn.state.store.packs
    let maySave = SideCommit.maySave(
      turn.newPack, condemned: setup.lies(.sideIgnoresCondemned) ? [] : turn.session.condemned,
      bases: bases
    ) {
      packs.contains($0)
    } isUsable: {
      setup.lies(.sideIgnoresBases) || usable & (1 << $0) != 0
    }
    if maySave { skipStoring(&turn) } else { turn.giveUp() }
  }

  /// What the session has to store, chunk by chunk.
  private func contents(_ turn: SessionTurn, _ view: PackView, _ there: Bits) -> UInt8 {
    let usable = usable(view)
    let all = PackView(
      turn.state.store, setup, packs: turn.session.named.intersection(there)
    ).usable
    var missing = setup.needs[turn.writer] & ~usable
    if setup.has(.takingOver), mayTakeOver(turn, usable) { missing &= ~setup.folder }
    if setup.roles[turn.writer] == .repack { missing &= all }
    let bases = setup.lies(.repackOnCondemned) ? all : usable
    var full: UInt8 = 0
    var deltas: UInt8 = 0
    for chunk in 0..<4 where missing & (1 << UInt8(chunk)) != 0 {
      let base = setup.base[chunk]
      if base != Setup.none, bases & (1 << base) != 0 {
        deltas |= 1 << UInt8(chunk)
      } else {
        full |= 1 << UInt8(chunk)
      }
    }
    return full | deltas << 4
  }

  private func usable(_ view: PackView) -> UInt8 {
    setup.lies(.usableWithoutBase) ? view.stored : view.usable
  }

  private func mayTakeOver(_ turn: SessionTurn, _ usable: UInt8) -> Bool {
    if setup.lies(.takenOverUnread) { return usable & setup.tree != 0 }
    let live = turn.state.store.prunes[Int(turn.session.verdict)].live
      .subtracting(turn.state.store.forgotten)
    return TakeOver.isSafe(
      from: 0, live: live, references: Bits(rawValue: setup.oldReferences)
    ) {
      usable & (1 << UInt8($0)) != 0
    }
  }
}
