/// What a run of the checker explores: who takes part, and what is there at first.
struct Setup {
  enum Role: UInt8 {
    case absent
    /// Saves a snapshot.
    case backup
    /// Commits index runs only, reading from packs.
    case repack
  }

  struct Features: OptionSet {
    let rawValue: UInt8
    /// A listing has a beginning and an end, and may or may not show what happened in between.
    static let longListings = Features(rawValue: 1)
    /// The first writer makes a checkpoint or not.
    static let checkpoint = Features(rawValue: 2)
    static let beats = Features(rawValue: 4)
    static let reader = Features(rawValue: 8)
    /// A writer may give up.
    static let givingUp = Features(rawValue: 16)
    /// A writer takes the folder over from the old snapshot if it may.
    static let takingOver = Features(rawValue: 32)
    /// A delete takes effect at any time after the call.
    static let lateDeletes = Features(rawValue: 64)
  }

  static let none: UInt8 = 255

  var roles: InlineArray<2, Role> = [.backup, .absent]
  /// The chunks that each writer's snapshot references, or that a repack moves.
  var needs: InlineArray<2, UInt8> = [0, 0]
  var pruners = 1
  /// How often each prune may begin.
  var runs: UInt8 = 1
  /// Prunes that may be planned in all.
  var epochs: UInt8 = 1
  /// The base of each chunk, where it is stored as a delta.
  var base: InlineArray<4, UInt8> = [255, 255, 255, 255]
  /// Full chunks below, deltas in the upper half.
  var oldContents: InlineArray<3, UInt8> = [0, 0, 0]
  /// What the first snapshot references.
  var oldReferences: UInt8 = 0
  /// Of what a folder consists that may be taken over.
  var folder: UInt8 = 0
  /// The chunk of `folder` that is its tree.
  var tree: UInt8 = 0
  /// The packs that a plan may condemn, in any combination.
  var condemnable = Bits(rawValue: 255)
  var features = Features()
  var lies = Lies()

  func has(_ feature: Features) -> Bool { features.contains(feature) }
  func lies(_ lie: Lie) -> Bool { lies.rawValue & (1 << lie.rawValue) != 0 }

  /// Of which sessions there is a snapshot.
  var snapshotSessions: Bits {
    var sessions: Bits = [0]
    for writer in 0..<2 where roles[writer] == .backup { sessions.insert(writer + 1) }
    return sessions
  }

  func references(of session: Int) -> UInt8 {
    session == 0 ? oldReferences : needs[session - 1]
  }

  var start: State {
    var state = State()
    for pack in 0..<3 where oldContents[pack] != 0 { state.store.packs.insert(pack) }
    state.store.snapshots = [0]
    state.store.prunes[0] = Prune(
      hasPlan: true, hasWaits: true, hasVerdict: true, isDone: true, live: [0],
      index: state.store.packs)
    return state
  }
}
