#if canImport(Repository)
  import Repository
#endif

/// What must never be.
enum Violation: String {
  case lostChunk = "a snapshot that counts lost a chunk"
  case lostSnapshot = "a session was told \"saved\" and its snapshot does not count"
  case lostPack = "a pack in force is not there"
  case lostBase = "a chunk in a pack in force does not decode"
  case unseenSnapshot = "a reader does not see a snapshot that was there all the time"
}

extension Model {
  /// Judged without the code under test: what counts is worked out again here.
  func violation(in state: State) -> Violation? {
    let store = state.store
    let verdict = store.newestVerdict
    var live = store.prunes[verdict].live
    var inForce = store.prunes[verdict].index
    for session in 1..<Store.sessionCount {
      let record = store.log[session]
      guard record.kind == .commit, Int(record.epoch) >= verdict else { continue }
      live.insert(session)
      inForce.formUnion(record.packs)
    }
    live.formIntersection(setup.snapshotSessions)
    if !inForce.isSubset(of: store.packs) { return .lostPack }
    let (stored, decoded) = chunks(in: inForce, store)
    for session in live.subtracting(store.forgotten)
    where setup.references(of: session) & ~decoded != 0 {
      return .lostChunk
    }
    if stored & ~decoded != 0 { return .lostBase }
    for writer in 0..<2 where setup.roles[writer] == .backup {
      guard state.writers[writer].steps.isSaved else { continue }
      if !live.union(store.forgotten).contains(writer + 1) { return .lostSnapshot }
    }
    return setup.has(.reader) ? readerViolation(state) : nil
  }

  /// The chunks that stand in these packs in any form, and those that decode from them.
  private func chunks(in packs: Bits, _ store: Store) -> (stored: UInt8, decoded: UInt8) {
    var full: UInt8 = 0
    var deltas: UInt8 = 0
    for pack in packs.intersection(store.packs) {
      let contents =
        pack < Store.firstNewPack
        ? setup.oldContents[pack] : store.newContents[pack - Store.firstNewPack]
      full |= contents & 15
      deltas |= contents >> 4
    }
    var decoded = full
    // A chain has fewer links than there are chunks.
    for _ in 0..<3 {
      for chunk in Bits(rawValue: deltas) {
        let base = setup.base[chunk]
        if base < 4, decoded & (1 << base) != 0 { decoded |= 1 << UInt8(chunk) }
      }
    }
    return (full | deltas, decoded)
  }

  private func readerViolation(_ state: State) -> Violation? {
    guard case .end = state.reader.steps.next else { return nil }
    let verdict = state.reader.verdict
    var seen = state.store.prunes[Int(verdict)].live
    for session in state.reader.commits where state.store.log[session].epoch >= verdict {
      seen.insert(session)
    }
    let owed = state.reader.owed.subtracting(state.store.forgotten)
    return owed.isSubset(of: seen) ? nil : .unseenSnapshot
  }
}
