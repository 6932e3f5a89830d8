/// One atomic step of somebody, and what everything is afterwards.
struct Move {
  var state: State
  var label: Label
}

/// Who did what.
struct Label {
  enum Actor: UInt8 {
    case writer0, writer1, checkpoint, pruner0, pruner1, user, cleaner, reader, storage
  }

  enum Verb: UInt8 {
    case announces, peeksAtCollection, beginsListing, listsCollection, peeksAtState, listsLog
    case listsPacks, listsLogAndPacks, storesPack, beats, removesFirstBeat, beginsCheckpoint
    case storesSnapshot, commits, losesReply, learnsItCommitted, isRefused, mistakesVoid
    case removesIntent, givesUp
    case createsPlan, followsPlan, peeksAtSessions, listsSessions, createsWaits, findsOver, fences
    case goesOnUnfenced, peeksAtSnapshots, listsSnapshots, createsVerdict
    case followsVerdict, ignoresVerdict, recreatesVerdict, deletes, removesRecord, isDone
    case forgets, loses, findsItsMainFenced
  }

  var actor: Actor
  var verb: Verb
  /// A set of packs or sessions, or the number of one.
  var detail: UInt8 = 0
}

/// The moves that are possible in a state, collected.
struct Moves {
  private(set) var list: [Move] = []

  mutating func clear() { list.removeAll(keepingCapacity: true) }

  mutating func add(
    _ state: State, _ actor: Label.Actor, _ verb: Label.Verb, _ detail: UInt8 = 0
  ) {
    list.append(Move(state: state, label: Label(actor: actor, verb: verb, detail: detail)))
  }
}
