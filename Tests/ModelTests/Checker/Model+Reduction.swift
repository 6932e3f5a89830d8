#if canImport(Repository)
  import Repository
#endif

// States that differ in nothing that anybody will ever look at are made one. Each of these steps is
// taken early or left out only because nobody can tell the difference; `ReductionTests` compares
// with explorations that do without.

extension Model {
  /// The one of many states that are alike.
  func reduced(_ state: State) -> State {
    var state = state
    for index in 0..<setup.pruners { hurry(index, &state) }
    if setup.pruners == 2 { state.sortPruners() }
    for writer in 0..<2 {
      if case .end = state.writers[writer].steps.next { forgetDetails(writer, &state) }
    }
    return state
  }

  /// What a session knew ends with it; of a pack that no COMMIT names nobody will read a chunk.
  private func forgetDetails(_ writer: Int, _ state: inout State) {
    state.writers[writer].flags = []
    let pack = Store.firstNewPack + writer
    var named = false
    for session in 1..<Store.sessionCount where state.store.log[session].packs.contains(pack) {
      named = true
    }
    if !named { state.store.newContents[writer] = 0 }
  }

  /// Takes a prune through the calls that only learn what others have done already: the file that
  /// it would create is there and never changes, so its own listings count for nothing, and what it
  /// would delete is gone.
  private func hurry(_ index: Int, _ state: inout State) {
    while state.pruners[index].steps.number > 0 {
      let prune = state.store.prunes[Int(state.pruners[index].steps.number)]
      switch state.pruners[index].steps.next {
      case .createPlan where prune.hasPlan, .readPlan, .repack, .replaceByStubs,
        .createDone where prune.isDone:
        state.pruners[index].steps.receive(.done)
      case .listSessions where prune.hasWaits, .listLog where prune.hasVerdict,
        .listSnapshots where prune.hasVerdict:
        stopListing(index, &state)
        state.pruners[index].steps.receive(.done)
      case .createWaits where prune.hasWaits:
        state.pruners[index].sessions = []
        return
      case .createVerdict where prune.hasVerdict:
        stopListing(index, &state)
        state.pruners[index].steps.receive(.done)
        state.pruners[index].steps.receive(.targets(prune.deleted))
      case .delete(let pack):
        guard isGone(pack, state.store) else { return }
        state.pruners[index].steps.receive(.done)
      case .listObsoleteCommits:
        state.pruners[index].steps.receive(
          .sessions(obsolete(PrunerTurn(state: state, index: index))))
      case .removeCommit(let session):
        if state.store.log[session].kind == .commit { return }
        state.pruners[index].steps.receive(.done)
      case .end:
        let runs = state.pruners[index].runs
        state.pruners[index] = Pruner()
        state.pruners[index].runs = runs
      default: return
      }
    }
  }

  private func stopListing(_ index: Int, _ state: inout State) {
    state.pruners[index].flags = []
    state.pruners[index].before = 0
    state.pruners[index].alsoBefore = 0
    state.pruners[index].commits = []
    state.pruners[index].snapshots = []
  }
}
