/// The rules that a run of the checker drops.
///
/// The steps stay those of the program: a rule is dropped by the store telling them a lie, such as
/// a listing that was made too early.
struct Lies: OptionSet {
  let rawValue: UInt64

  init(rawValue: UInt64) { self.rawValue = rawValue }

  init(_ lie: Lie) { rawValue = 1 << lie.rawValue }
}

/// One rule that is dropped.
enum Lie: UInt64, CaseIterable, Sendable {
  case collectionBeforeIntent, noIntent, intentRemovedEarly, oldCommitsCount, stateBeforeCondemned,
    deletedIsUsable, condemnedIsUsable
  case oldVerdict, uncommittedIsUsable, usableWithoutBase, takenOverUnread, existsIsOurs,
    firstBeatIsRemoved
  case sideIgnoresBases, sideIgnoresCondemned, sideOfFenced
  case repackOnCondemned
  case sessionsBeforePlan, noFence, logBeforeWaits, snapshotsBeforeLog, snapshotsBeforeWaits
  case ownDecision, voidsRemoved
  case tooManyCommitsRemoved, namesFreed, basesOfReferenced, basesOfDead, readerListsOnce

  /// The rule as FORMAT.md has it.
  var dropped: String {
    switch self {
    case .collectionBeforeIntent: "W1 comes before W2: the intent, then the listing of gc"
    case .noIntent: "W1: a session announces itself"
    case .intentRemovedEarly: "W6 comes after W5: the intent stays until there is an outcome"
    case .oldCommitsCount: "a COMMIT older than m counts only by the verdict"
    case .stateBeforeCondemned: "W3 comes after W2: what counts is looked up after C"
    case .deletedIsUsable: "C holds what verdict m deletes"
    case .condemnedIsUsable: "a session uses nothing that an open plan condemns"
    case .oldVerdict: "m is n or n - 1, else list again"
    case .uncommittedIsUsable: "a pack counts only by a COMMIT or the verdict"
    case .usableWithoutBase: "a copy is usable only if its base is"
    case .takenOverUnread: "a folder is taken over only if all that it references is usable"
    case .existsIsOurs: "an outcome that exists is compared: VOID is not COMMIT"
    case .firstBeatIsRemoved: "SID.0 stays until the session's end"
    case .sideIgnoresBases: "a checkpoint commits only packs whose bases are usable in its own view"
    case .sideIgnoresCondemned: "a checkpoint commits no pack in its own C"
    case .sideOfFenced: "a checkpoint of a session that has been fenced commits nothing"
    case .repackOnCondemned: "repacking bases nothing on C"
    case .sessionsBeforePlan: "P2 comes after P1: the plan, then the listing of sessions"
    case .noFence: "a session without an outcome is fenced before the prune goes on"
    case .logBeforeWaits: "P3 comes after P2: log is listed when every session has its outcome"
    case .snapshotsBeforeLog: "P3: log, then snapshots"
    case .snapshotsBeforeWaits:
      "P3 comes after P2: snapshots are listed when every session has its outcome"
    case .ownDecision: "a verdict that exists is followed"
    case .voidsRemoved: "a VOID is never removed"
    case .tooManyCommitsRemoved: "only COMMITs with an epoch below n are removed"
    case .namesFreed: "the names of plans and verdicts are never freed"
    case .basesOfReferenced: "what referenced chunks decode from is referenced"
    case .basesOfDead: "every chunk in a staying pack must decode, referenced or not"
    case .readerListsOnce: "readers list gc again after log"
    }
  }
}
