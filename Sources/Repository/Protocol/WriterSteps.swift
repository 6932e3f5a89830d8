/// One session, from W1 to W6 (FORMAT.md 10.3): backup, copy, repack, repair, undelete, checkpoint.
///
/// Whoever runs it makes the call that `next` names and hands the answer to `receive`, until `next`
/// is `end`. It may stop for ever at any moment: every prefix of the calls leaves a valid
/// repository.
package struct WriterSteps<Number: FixedWidthInteger & Sendable>: Sendable {
  // In the order of the calls: the intent before `gc`, or a prune waits for nobody; `gc` before
  // `log` and `packs`, or something condemned looks usable.
  private enum Phase: UInt8 {
    case announcing, listingCollection, listingLog, listingPacks
    case storingPacks, storingRuns, storingSnapshot, committing, leaving, over
  }

  private var phase = Phase.announcing
  private var ending = WriterEnding.failed
  /// n, as W2 saw it: 0 until then.
  package private(set) var epoch: Number = 0

  package init() {}

  package var next: WriterCall<Number> {
    switch phase {
    case .announcing: .createIntent
    case .listingCollection: .listCollection
    case .listingLog: .listLog
    case .listingPacks: .listPacks
    case .storingPacks: .storePacks
    case .storingRuns: .storeRuns
    case .storingSnapshot: .storeSnapshot
    case .committing: .createOutcome(epoch: epoch)
    case .leaving: .removeIntent
    case .over: .end(ending)
    }
  }

  /// Goes on with the answer to the call that `next` names.
  package mutating func receive(_ reply: WriterReply<Number>) {
    switch (phase, reply) {
    case (.announcing, .done): phase = .listingCollection
    case (.listingCollection, .collection(let numbers)):
      epoch = numbers.epoch
      phase = .listingLog
    case (.listingLog, .done): phase = .listingPacks
    case (.listingPacks, .done): phase = .storingPacks
    case (.storingPacks, .done): phase = .storingRuns
    case (.storingRuns, .done): phase = .storingSnapshot
    case (.storingSnapshot, .done): phase = .committing
    // Nobody knows what became of it: ask again. Creating a name twice does no harm.
    case (.committing, .lost): break
    case (.committing, .done), (.committing, .exists(.ours)): leave(.saved)
    case (.committing, .exists(.another)): leave(.fenced)
    case (.leaving, .done): phase = .over
    default: preconditionFailure("no answer to \(next): \(reply)")
    }
  }

  private mutating func leave(_ ending: WriterEnding) {
    self.ending = ending
    phase = .leaving
  }

  /// The session gives up, because a call failed or nobody wants it any more.
  ///
  /// It removes its intent only while it has written nothing that needs an outcome: after that, its
  /// COMMIT may be on its way [10.3-g].
  package mutating func giveUp() {
    switch phase {
    case .announcing, .storingRuns, .storingSnapshot, .committing:
      ending = .failed
      phase = .over
    case .listingCollection, .listingLog, .listingPacks, .storingPacks: leave(.failed)
    case .leaving: phase = .over
    case .over: break
    }
  }

  /// Whether the COMMIT is known to be durable.
  package var isSaved: Bool { ending == .saved }
}
