/// One prune, from P0 to P5 (FORMAT.md 10.4); it resumes what another left.
///
/// Used like `WriterSteps`. It may stop for ever at any moment, and any number of prunes may run at
/// once, on any machines.
package struct PrunerSteps<Names: ProtocolNames> {
  private enum Phase: UInt8 {
    case listingCollection, creatingPlan, readingPlan, repacking
    case listingSessions, creatingWaits, readingWaits, judging, fencing
    case listingLog, listingSnapshots, creatingVerdict, readingVerdict
    case deleting, listingCommits, removingCommits, creatingDone, replacing, over
  }

  private var phase = Phase.listingCollection
  private var ending = PrunerEnding.done
  /// n; 0 before it is known.
  package private(set) var number: Names.Number = 0
  /// Sessions to judge; later, COMMITs to remove.
  private var sessions = Names.Sessions()
  /// Sessions that may live and have no outcome.
  package private(set) var living = Names.Sessions()
  /// What is to be deleted.
  private var targets = Names.Targets()

  package init() {}

  package var next: PrunerCall<Names> {
    switch phase {
    case .listingCollection: .listCollection
    case .creatingPlan: .createPlan(number)
    case .readingPlan: .readPlan(number)
    case .repacking: .repack(number)
    case .listingSessions: .listSessions
    case .creatingWaits: .createWaits(number)
    case .readingWaits: .readWaits(number)
    case .judging: call(PrunerCall.judge, sessions)
    case .fencing: call(PrunerCall.fence, sessions)
    case .listingLog: .listLog
    case .listingSnapshots: .listSnapshots
    case .creatingVerdict: .createVerdict(number)
    case .readingVerdict: .readVerdict(number)
    case .deleting: call(PrunerCall.delete, targets)
    case .listingCommits: .listObsoleteCommits(number)
    case .removingCommits: call(PrunerCall.removeCommit, sessions)
    case .creatingDone: .createDone(number)
    case .replacing: .replaceByStubs(before: number)
    case .over: .end(ending)
    }
  }

  private func call<Items: NameQueue>(
    _ make: (Items.Element) -> PrunerCall<Names>, _ items: Items
  ) -> PrunerCall<Names> {
    guard let first = items.first else { preconditionFailure("a phase without anything to do") }
    return make(first)
  }

  /// Goes on with the answer to the call that `next` names.
  package mutating func receive(_ reply: PrunerReply<Names>) {
    switch (phase, reply) {
    case (_, .superseded): end(.superseded)
    case (.listingCollection, .collection(let numbers)): begin(numbers)
    case (.creatingPlan, .nothingToDo): end(.nothingToDo)
    case (.readingWaits, .sessions(let found)):
      sessions = found
      judgeNext()
    case (.judging, .standing(let standing)): judge(standing)
    case (.fencing, .done): settleFirst()
    case (.readingVerdict, .targets(let found)):
      targets = found
      deleteNext()
    case (.deleting, .done):
      targets.removeFirst()
      deleteNext()
    case (.listingCommits, .sessions(let found)):
      sessions = found
      removeNextCommit()
    case (.removingCommits, .done):
      sessions.removeFirst()
      removeNextCommit()
    case (.replacing, .done): end(.done)
    case (_, .done): advance()
    default: preconditionFailure("no answer to \(next): \(reply)")
    }
  }

  /// The calls that have one answer, and what follows it.
  private mutating func advance() {
    switch phase {
    case .creatingPlan: phase = .readingPlan
    case .readingPlan: phase = .repacking
    // The listing of sessions must come after the plan: who announces itself later sees the plan.
    case .repacking: phase = .listingSessions
    case .listingSessions: phase = .creatingWaits
    case .creatingWaits: phase = .readingWaits
    // `log` before `snapshots`: a COMMIT that is seen has its snapshot in the later listing.
    case .listingLog: phase = .listingSnapshots
    case .listingSnapshots: phase = .creatingVerdict
    case .creatingVerdict: phase = .readingVerdict
    case .creatingDone: phase = .replacing
    default: preconditionFailure("no answer to \(next): done")
    }
  }

  /// P0: a plan that is not done is resumed where its files say that it stands.
  private mutating func begin(_ numbers: CollectionNumbers<Names.Number>) {
    number = numbers.epoch
    if numbers.isOpen {
      phase = .readingPlan
    } else if numbers.isUnfinished {
      phase = .readingVerdict
    } else {
      number += 1
      phase = .creatingPlan
    }
  }

  private mutating func judge(_ standing: SessionStanding) {
    switch standing {
    case .over: settleFirst()
    case .dead: phase = .fencing
    case .mayLive:
      living.append(sessions.removeFirst())
      judgeNext()
    }
  }

  /// The session has an outcome, for ever.
  private mutating func settleFirst() {
    sessions.removeFirst()
    judgeNext()
  }

  private mutating func judgeNext() {
    if !sessions.isEmpty {
      phase = .judging
    } else if living.isEmpty {
      phase = .listingLog
    } else {
      end(.mustWait)
    }
  }

  private mutating func deleteNext() {
    phase = targets.isEmpty ? .listingCommits : .deleting
  }

  private mutating func removeNextCommit() {
    phase = sessions.isEmpty ? .creatingDone : .removingCommits
  }

  private mutating func end(_ ending: PrunerEnding) {
    self.ending = ending
    phase = .over
  }
}
