#if canImport(Repository)
  import Repository
#endif

extension Model {
  func collectReaderMoves(_ state: State, _ moves: inout Moves) {
    var next = state
    switch state.reader.steps.next {
    case .listCollection:
      guard let numbers = CollectionListing(names: state.store.collectionNames).numbers else {
        return
      }
      if state.reader.verdict == 0, state.reader.owed.isEmpty {
        next.reader.owed = visible(state)
      }
      next.reader.verdict = numbers.verdict
      next.reader.steps.receive(numbers)
      moves.add(next, .reader, .listsCollection, numbers.verdict)
    case .listLog:
      next.reader.commits = state.store.commits
      next.reader.steps.receiveLog()
      if setup.lies(.readerListsOnce) {
        // It is told that nothing has changed.
        next.reader.steps = ReaderSteps()
        let same = CollectionNumbers<UInt8>(epoch: 0, verdict: 0, done: 0)
        next.reader.steps.receive(same)
        next.reader.steps.receiveLog()
        next.reader.steps.receive(same)
      }
      moves.add(next, .reader, .listsLog, next.reader.commits.rawValue)
    case .end: break
    }
  }
}
