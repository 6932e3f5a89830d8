/// When a watched pair is run: soon after somebody has changed something, not while they are at it.
///
/// - Two seconds after the last change, and ten after the first that no run has seen.
/// - A deletion only after half a minute: what is deleted may come back at once, under a program
///   that writes a file anew, or be the beginning of a move. A run that other changes ask for
///   before that leaves the place alone.
/// - Every hour in any case, and every minute where not all of the trees are heard of.
///
/// Words that are lost, doubled or late change when a run is made, never what it does: each run
/// compares the whole trees (P19). Pure: it is told the time, in milliseconds since whenever.
package struct WatchPace: Sendable {
  /// A path on one side.
  package struct Place: Hashable, Sendable {
    package let side: Side
    package let path: MirrorPath

    package init(_ side: Side, _ path: MirrorPath) {
      self.side = side
      self.path = path
    }
  }

  /// What somebody did.
  package enum Change: Hashable, Sendable {
    case changed(Place)
    case removed(Place)
    /// Anything, anywhere.
    case lost
  }

  /// In milliseconds.
  package struct Waits: Sendable {
    package var quiet = 2_000
    package var most = 10_000
    package var deletion = 30_000
    /// Between two runs that nobody asked for.
    package var hourly = 3_600_000
    /// The same where not everything is heard of.
    package var blind = 60_000

    package init() {}
  }

  package enum Decision: Equatable, Sendable {
    case wait(untilMilliseconds: Int)
    case run(WatchRun)
  }

  /// Deletions that are remembered one by one. Of more, all wait together.
  static let maxDeletions = 4_096

  private let waits: Waits
  /// Where not all changes are heard of.
  package var isBlind = false
  private var firstChange: Int?
  private var lastChange: Int?
  private var deletions: [Place: Int] = [:]
  /// Until when nothing is run because too much is being deleted.
  private var isHeldUntil: Int?
  private var lastRun: Int

  /// Begins behind a run that has just been made.
  package init(_ waits: Waits = Waits(), nowMilliseconds now: Int) {
    self.waits = waits
    lastRun = now
  }

  package mutating func note(_ change: Change, atMilliseconds now: Int) {
    switch change {
    case .removed(let place):
      if deletions[place] == nil { deletions[place] = now }
      if deletions.count > Self.maxDeletions, isHeldUntil == nil {
        isHeldUntil = now + waits.deletion
      }
    case .changed(let place):
      deletions[place] = nil
      noteChange(now)
    case .lost: noteChange(now)
    }
  }

  private mutating func noteChange(_ now: Int) {
    // Clocks and threads: what is told late happened no earlier than what was told before.
    firstChange = firstChange ?? now
    lastChange = max(lastChange ?? now, now)
  }

  /// What to do now. A run is to be made at once; it is over for this when it is decided.
  package mutating func decide(atMilliseconds now: Int) -> Decision {
    let due = self.due
    guard now >= due else { return .wait(untilMilliseconds: due) }
    let isHourly = now >= lastRun + waits.hourly
    let isMass = isHeldUntil != nil
    let young = deletions.filter { !isMass && now < $0.value + waits.deletion }
    deletions = young
    isHeldUntil = nil
    firstChange = nil
    lastChange = nil
    lastRun = now
    return .run(WatchRun(held: Set(young.keys), cause: isHourly ? .time : .changes))
  }

  /// What the run that has ended deleted itself is nobody's deletion: the next run, which finds
  /// nothing to do, is not put off for it.
  package mutating func noteOwnDeletions(atMilliseconds now: Int, since start: Int) {
    let own = deletions.filter { $0.value >= start }
    guard !own.isEmpty else { return }
    for place in own.keys { deletions[place] = nil }
    if deletions.count <= Self.maxDeletions { isHeldUntil = nil }
    noteChange(now)
  }

  private var due: Int {
    var due = lastRun + (isBlind ? min(waits.blind, waits.hourly) : waits.hourly)
    if let firstChange, let lastChange {
      due = min(due, lastChange + waits.quiet, firstChange + waits.most)
    }
    if let oldest = deletions.values.min() { due = min(due, oldest + waits.deletion) }
    return isHeldUntil.map { max(due, $0) } ?? due
  }
}

/// A run that a watch asks for.
package struct WatchRun: Equatable, Sendable {
  package enum Cause: Equatable, Sendable {
    case changes
    /// Nobody has changed anything that was heard of for long.
    case time
  }

  /// Where something was deleted less than half a minute ago: as unknown as what is excluded, on
  /// the side where it was deleted, for this run.
  package let held: Set<WatchPace.Place>
  package let cause: Cause
}
