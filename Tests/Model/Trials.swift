import Glibc

/// The explorations of `make model`, each to its end.
///
/// What it said on 2026-11-30, on two cores that had much else to do:
/// ```
/// states      transitions   depth  seconds  trial
/// 223667791   907982648     55     1497     2 writers, 2 prunes, 2 epochs
/// 68794522    276617897     46     621      2 writers, 1 prune, 2 epochs; bases, late deletes
/// 38437282    155114823     54     295      a checkpoint, 2 prunes, 2 epochs; late deletes
/// 5258945     16086719      57     28       1 writer, 2 prunes, 3 epochs
/// 96541850    395499734     62     416      eleven others
/// ```
/// No violation in 433 million states. Each of 26 rules or pairs of rules, dropped, gives one,
/// within 7 to 26 steps; four are redundant as long as others hold (`Counterexample.redundant`).
struct Trials {
  /// The longest first, so that two threads end at about the same time.
  private static let all: [Trial] = large + ofListings + others

  private static let large = [
    Trial(
      "2 writers, 2 prunes, 2 epochs",
      .plain(writers: 2, pruners: 2, epochs: 2, runs: 2), tableBits: 29),
    Trial(
      "2 writers, 1 prune, 2 epochs; bases, late deletes",
      .bases(writers: 2, pruners: 1, epochs: 2, runs: 2).with(.lateDeletes), tableBits: 27),
    Trial(
      "1 writer, 2 prunes, 2 epochs; a checkpoint, late deletes",
      .checkpoint(writers: 1, pruners: 2, epochs: 2, runs: 2).with(.lateDeletes)),
    Trial(
      "1 writer, 2 prunes, 3 epochs", .plain(writers: 1, pruners: 2, epochs: 3, runs: 3)),
  ]

  private static let ofListings = [
    Trial(
      "1 writer, 1 prune, 3 epochs; long listings, late deletes",
      .plain(writers: 1, pruners: 1, epochs: 3, runs: 3).with([.longListings, .lateDeletes])),
    Trial(
      "1 writer, 2 prunes, 2 epochs; long listings, late deletes",
      .plain(writers: 1, pruners: 2, epochs: 2, runs: 2).with([.longListings, .lateDeletes])),
    Trial(
      "1 writer, 2 prunes, 2 epochs; a folder taken over, long listings, late deletes",
      .trees(writers: 1, pruners: 2, epochs: 2, runs: 2).with([.longListings, .lateDeletes])),
    Trial(
      "1 writer, 2 prunes, 2 epochs; bases, long listings, late deletes",
      .bases(writers: 1, pruners: 2, epochs: 2, runs: 2).with([.longListings, .lateDeletes])),
    Trial(
      "1 writer, 1 prune, 2 epochs; a checkpoint, long listings, late deletes",
      .checkpoint(writers: 1, pruners: 1, epochs: 2, runs: 2)
        .with([.longListings, .lateDeletes])),
    Trial(
      "1 writer, 2 prunes, 2 epochs; beats, long listings",
      .plain(writers: 1, pruners: 2, epochs: 2, runs: 2).with([.longListings, .beats])),
    Trial(
      "a repack, 2 prunes, 2 epochs; bases, long listings, late deletes",
      .repacking(writers: 1, pruners: 2, epochs: 2, runs: 2)
        .with([.longListings, .lateDeletes])),
    Trial(
      "2 writers, 1 prune, 1 epoch; long listings, late deletes",
      .plain(writers: 2, pruners: 1, epochs: 1, runs: 1).with([.longListings, .lateDeletes])),
  ]

  private static let others = [
    Trial(
      "1 writer, 2 prunes, 2 epochs; a reader, a writer that gives up",
      .plain(writers: 1, pruners: 2, epochs: 2, runs: 2).with([.reader, .givingUp])),
    Trial(
      "1 writer, 2 prunes, 2 epochs; a circle of bases, late deletes",
      .chain(writers: 1, pruners: 2, epochs: 2, runs: 2).with(.lateDeletes)),
    Trial(
      "a writer, a repack, 1 prune, 2 epochs; bases",
      .repacking(writers: 2, pruners: 1, epochs: 2, runs: 2)),
  ]

  /// Whether nothing went wrong and nothing was left out.
  func run() async -> Bool {
    print("states      transitions   depth  seconds  trial")
    fflush(nil)
    return await withTaskGroup(of: Bool.self) { group in
      var isGood = true
      for (index, trial) in Self.all.enumerated() {
        if index >= 2, await group.next() == false { isGood = false }
        group.addTask { Self.run(trial) }
      }
      for await result in group where !result { isGood = false }
      return isGood
    }
  }

  private static func run(_ trial: Trial) -> Bool {
    let start = ContinuousClock.now
    let findings = trial.run()
    let seconds = (ContinuousClock.now - start).components.seconds
    let columns = [
      padded("\(findings.states)", 12), padded("\(findings.transitions)", 14),
      padded("\(findings.depth)", 7), padded("\(seconds)", 9), trial.name,
    ]
    print(columns.joined() + (findings.isCutShort ? ", NOT TO THE END" : ""))
    if let violation = findings.violation { print("  => \(violation.rawValue)") }
    // Whoever reads a pipe wants to see it now.
    fflush(nil)
    return findings.violation == nil && !findings.isCutShort
  }

  private static func padded(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(1, width - text.count))
  }
}
