/// How a reader finds a state that once was (FORMAT.md 10.3): `gc`, `log`, `gc` again, until both
/// listings of `gc` agree.
///
/// A COMMIT that a prune took away between the first two is named by that prune's verdict, which
/// the third shows.
package struct ReaderSteps<Number: FixedWidthInteger & Sendable>: Sendable {
  package enum Call: Sendable {
    case listCollection
    case listLog
    /// What was listed last counts.
    case end
  }

  private enum Phase: UInt8 {
    case beforeLog, listingLog, afterLog, over
  }

  private var phase = Phase.beforeLog
  private var epoch: Number = 0
  private var verdict: Number = 0

  package init() {}

  package var next: Call {
    switch phase {
    case .beforeLog, .afterLog: .listCollection
    case .listingLog: .listLog
    case .over: .end
    }
  }

  package mutating func receiveLog() { phase = .afterLog }

  package mutating func receive(_ numbers: CollectionNumbers<Number>) {
    let isSame = phase == .afterLog && numbers.epoch == epoch && numbers.verdict == verdict
    (epoch, verdict) = (numbers.epoch, numbers.verdict)
    phase = isSame ? .over : .listingLog
  }
}
