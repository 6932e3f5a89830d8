/// What happens without a rule, in a setup that is small and enough.
struct Counterexample {
  let lies: [Lie]
  let setup: Setup

  init(_ lies: Lie..., in setup: Setup) {
    self.lies = lies
    self.setup = setup.with(lies)
  }

  func run() -> Explorer.Findings {
    Explorer(model: Model(setup, .every), tableBits: 20, order: .breadth).run()
  }

  /// The rules that are dropped.
  var title: String { lies.map(\.dropped).joined(separator: "; and: ") }
}

extension Counterexample {
  /// Each rule, dropped, loses something.
  static var all: [Counterexample] { ofWriters + ofCheckpoints + ofPrunes }

  private static var small: Setup { .plain(writers: 1, pruners: 1, epochs: 1, runs: 1) }
  private static var twice: Setup { .plain(writers: 1, pruners: 1, epochs: 2, runs: 2) }
  private static var bases: Setup { .bases(writers: 1, pruners: 1, epochs: 1, runs: 1) }

  /// Both save a new chunk; what the first stored may go again.
  private static var renewing: Setup {
    var setup = Setup.plain(writers: 2, pruners: 1, epochs: 2, runs: 2)
    setup.needs = [0b100, 0b100]
    return setup.with(.lateDeletes).condemning([3])
  }

  private static var ofWriters: [Counterexample] {
    [
      Counterexample(.noIntent, in: small),
      Counterexample(.collectionBeforeIntent, in: small),
      Counterexample(.intentRemovedEarly, in: small),
      Counterexample(.oldCommitsCount, .deletedIsUsable, in: renewing),
      Counterexample(.condemnedIsUsable, in: small),
      Counterexample(.stateBeforeCondemned, .deletedIsUsable, in: small),
      Counterexample(
        .oldVerdict, in: twice.with([.longListings, .lateDeletes]).condemning([0, 1])),
      Counterexample(
        .uncommittedIsUsable,
        in: .plain(writers: 2, pruners: 1, epochs: 1, runs: 1).condemning([0, 1])),
      Counterexample(
        .takenOverUnread, in: .trees(writers: 1, pruners: 1, epochs: 1, runs: 1)),
      Counterexample(.existsIsOurs, in: small),
      Counterexample(
        .firstBeatIsRemoved, in: small.with([.longListings, .beats]).condemning([1])),
      Counterexample(
        .repackOnCondemned, in: .repacking(writers: 1, pruners: 1, epochs: 1, runs: 1)),
      Counterexample(.readerListsOnce, in: small.with(.reader).condemning([1])),
    ]
  }

  private static var ofCheckpoints: [Counterexample] {
    let once = Setup.checkpoint(writers: 1, pruners: 1, epochs: 1, runs: 1)
    let twice = Setup.checkpoint(writers: 1, pruners: 1, epochs: 2, runs: 2)
    return [
      Counterexample(.sideIgnoresBases, in: once),
      Counterexample(.sideIgnoresCondemned, in: once),
      Counterexample(.sideOfFenced, in: twice.with(.lateDeletes).condemning([1, 3])),
    ]
  }

  private static var ofPrunes: [Counterexample] {
    let two = Setup.plain(writers: 0, pruners: 2, epochs: 1, runs: 1)
    return [
      Counterexample(.sessionsBeforePlan, in: small),
      Counterexample(.noFence, in: small),
      Counterexample(.logBeforeWaits, in: small),
      Counterexample(.snapshotsBeforeWaits, in: small),
      Counterexample(.ownDecision, in: two),
      Counterexample(.namesFreed, in: two),
      Counterexample(.voidsRemoved, in: small),
      Counterexample(.tooManyCommitsRemoved, in: small),
      Counterexample(.basesOfReferenced, in: bases),
      Counterexample(.basesOfDead, in: bases),
    ]
  }

  /// Rules that hold something up only together with another: each, dropped alone, loses nothing
  /// here. That a base must be usable is one as long as no copy is lost and a prune spares what
  /// staying deltas rest on.
  static var redundant: [Counterexample] {
    [
      Counterexample(.stateBeforeCondemned, in: twice),
      Counterexample(.deletedIsUsable, in: twice),
      Counterexample(.snapshotsBeforeLog, in: twice),
      Counterexample(
        .usableWithoutBase, in: .bases(writers: 1, pruners: 1, epochs: 2, runs: 2)),
    ]
  }
}
