#if canImport(Repository)
  import Repository
#endif

// What a session does after it has looked: W4 to W6.

extension Model {
  /// Packs and index runs are durable; without a snapshot the outcome is next.
  func skipStoring(_ turn: inout SessionTurn) {
    turn.receive(.done)
    turn.receive(.done)
    if turn.isSide || setup.roles[turn.writer] == .repack { turn.receive(.done) }
  }

  func storePacks(_ turn: SessionTurn, _ moves: inout Moves) {
    var turn = turn
    let mayCheckpoint = setup.has(.checkpoint) && turn.writer == 0
    if setup.has(.givingUp) { giveUp(turn, &moves) }
    if !turn.session.flags.contains(.hasStored) {
      turn.set(.hasStored)
      turn.state.store.packs.insert(turn.newPack)
      if !mayCheckpoint { skipStoring(&turn) }
      return moves.add(turn.state, turn.actor, .storesPack, UInt8(turn.newPack))
    }
    if !turn.session.flags.contains(.sideIsOver) {
      var side = turn
      side.set(.sideRuns)
      let running = SessionTurn(state: side.state, writer: turn.writer, isSide: true)
      announceCheckpoint(running, &moves)
    }
    skipStoring(&turn)
    if setup.roles[turn.writer] == .backup {
      turn.state.store.snapshots.insert(turn.number)
      turn.receive(.done)
    }
    moves.add(turn.state, turn.actor, .storesSnapshot)
  }

  private func announceCheckpoint(_ turn: SessionTurn, _ moves: inout Moves) {
    var turn = turn
    turn.state.store.intents.insert(turn.number)
    turn.receive(.done)
    moves.add(turn.state, turn.actor, .beginsCheckpoint)
  }

  private func giveUp(_ turn: SessionTurn, _ moves: inout Moves) {
    var turn = turn
    turn.giveUp()
    moves.add(turn.state, turn.actor, .givesUp)
  }

  func storeSnapshot(_ turn: SessionTurn, _ moves: inout Moves) {
    var turn = turn
    if setup.lies(.intentRemovedEarly) { turn.state.store.intents.remove(turn.number) }
    turn.state.store.snapshots.insert(turn.number)
    turn.receive(.done)
    moves.add(turn.state, turn.actor, .storesSnapshot)
  }

  func createOutcome(_ turn: SessionTurn, _ epoch: UInt8, _ moves: inout Moves) {
    var turn = turn
    switch turn.state.store.log[turn.number].kind {
    case .none, .removed:
      turn.state.store.log[turn.number] = Record(
        kind: .commit, epoch: epoch, packs: packsToCommit(turn))
      var deaf = turn
      deaf.receive(.lost)
      moves.add(deaf.state, turn.actor, .losesReply)
      hear(turn, .done, .commits, &moves)
    case .commit: hear(turn, .exists(.ours), .learnsItCommitted, &moves)
    case .void:
      if setup.lies(.existsIsOurs) {
        hear(turn, .exists(.ours), .mistakesVoid, &moves)
      } else {
        hear(turn, .exists(.another), .isRefused, &moves)
      }
    }
  }

  private func hear(
    _ turn: SessionTurn, _ reply: WriterReply<UInt8>, _ verb: Label.Verb, _ moves: inout Moves
  ) {
    var turn = turn
    turn.receive(reply)
    if turn.isSide, turn.steps.isSaved { turn.set(.sideSaved) }
    moves.add(turn.state, turn.actor, verb)
  }

  private func packsToCommit(_ turn: SessionTurn) -> Bits {
    let isSaved = !turn.isSide && turn.session.flags.contains(.sideSaved)
    let isEmpty = turn.state.store.newContents[turn.writer] == 0
    return isEmpty || isSaved ? [] : Bits(turn.newPack)
  }

  func removeIntent(_ turn: SessionTurn, _ moves: inout Moves) {
    var turn = turn
    turn.state.store.intents.remove(turn.number)
    turn.state.store.beats.remove(turn.number)
    turn.receive(.done)
    if turn.isSide {
      turn.clear(.sideRuns)
      turn.set(.sideIsOver)
      let isFenced = turn.steps.next == .end(.fenced)
      turn.session.side = WriterSteps()
      // What the checkpoint learned, its main session takes to heart.
      if isFenced { turn.state.writers[turn.writer].steps.giveUp() }
    }
    moves.add(turn.state, turn.actor, .removesIntent, UInt8(turn.number))
  }

  /// A new beat while the session works, and then what the rule says that goes.
  func collectBeatMoves(_ turn: SessionTurn, _ moves: inout Moves) {
    guard setup.has(.beats) else { return }
    switch turn.steps.next {
    case .listCollection, .storePacks, .storeSnapshot, .createOutcome: break
    default: return
    }
    var turn = turn
    if !turn.session.flags.contains(.hasBeaten) {
      turn.set(.hasBeaten)
      turn.state.store.beats.insert(turn.number)
      moves.add(turn.state, turn.actor, .beats)
    } else if setup.lies(.firstBeatIsRemoved) || Beats.superseded(by: 1) == 0,
      !turn.session.flags.contains(.firstBeatGone)
    {
      turn.set(.firstBeatGone)
      turn.state.store.intents.remove(turn.number)
      moves.add(turn.state, turn.actor, .removesFirstBeat)
    }
  }
}
