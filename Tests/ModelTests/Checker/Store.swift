#if canImport(Repository)
  import Repository
#endif

/// Names of one bit.
enum TinyNames: ProtocolNames {
  typealias Number = UInt8
  typealias Sessions = Bits
  typealias Targets = Bits
}

/// `log/SID`.
struct Record {
  enum Kind: UInt8 { case none, commit, void, removed }

  var kind = Kind.none
  var epoch: UInt8 = 0
  /// What a COMMIT's index runs name. A removed one keeps its contents here: a listing that began
  /// before may have read it.
  var packs = Bits()

  var isOutcome: Bool { kind == .commit || kind == .void }
}

/// `gc/n.plan`, `.waits`, `.verdict` and `.done`.
struct Prune {
  var hasPlan = false
  var hasWaits = false
  var hasVerdict = false
  var isDone = false
  var condemned = Bits()
  var waits = Bits()
  var deleted = Bits()
  var live = Bits()
  /// The packs in force by the verdict.
  var index = Bits()
}

/// Everything in the repository's folder; at most 8 packs, 4 sessions, 3 prunes, 4 chunks.
///
/// Session 0 wrote the snapshot that is there at first, 1 and 2 are the writers', 3 is the
/// checkpoint of the first. The packs there at first come first, then one pack for each writer.
struct Store {
  static let firstNewPack = 3
  static let packCount = 5
  static let sessionCount = 4

  var packs = Bits()
  /// Packs that somebody deleted and that are there yet.
  var doomed = Bits()
  var intents = Bits()
  /// `sessions/SID.1`.
  var beats = Bits()
  var snapshots = Bits()
  /// Records that say so.
  var forgotten = Bits()
  /// What each writer's pack holds: full chunks below, deltas in the upper half.
  var newContents: InlineArray<2, UInt8> = [0, 0]
  var log = InlineArray<4, Record>(repeating: Record())
  /// The first stands for the state before any prune.
  var prunes = InlineArray<4, Prune>(repeating: Prune())

  var newestVerdict: Int {
    var newest = 0
    for number in 1...3 where prunes[number].hasVerdict { newest = number }
    return newest
  }

  /// Sessions with a COMMIT.
  var commits: Bits {
    var found = Bits()
    for session in 1..<Self.sessionCount where log[session].kind == .commit {
      found.insert(session)
    }
    return found
  }

  var outcomes: Bits {
    var found = Bits()
    for session in 1..<Self.sessionCount where log[session].isOutcome { found.insert(session) }
    return found
  }

  /// The names in `gc`: three bits for each prune.
  var collectionNames: UInt16 {
    var names: UInt16 = 0
    for number in 1...3 {
      let prune = prunes[number]
      let bits: UInt16 =
        (prune.hasPlan ? 1 : 0) | (prune.hasVerdict ? 2 : 0) | (prune.isDone ? 4 : 0)
      names |= bits << UInt16(3 * (number - 1))
    }
    return names
  }
}

extension CollectionListing<UInt8> {
  init(names: UInt16) {
    self.init()
    for number in 1...3 {
      let bits = names >> UInt16(3 * (number - 1))
      if bits & 1 != 0 { note(.plan(UInt8(number))) }
      if bits & 2 != 0 { note(.verdict(UInt8(number))) }
      if bits & 4 != 0 { note(.done(UInt8(number))) }
    }
  }
}
