import FileTree
import Format
import Glibc
package import Pipelines
package import SystemPackage

/// Waits beside two roots until it is time to make them equal again: `mirror --watch`.
///
/// ```
/// let watch = MirrorWatch(a: a, b: b, choice: { side, path in … })
/// while let run = watch.next(cancellation) { mirror(leavingAlone: run.held) }
/// ```
///
/// A root that cannot be watched, or not as a whole, is looked at every minute. Used by one thread.
package final class MirrorWatch {
  /// Decides by its path whether a folder can matter: what is excluded need not be watched.
  package typealias Choice = @Sendable (Side, MirrorPath) -> Bool

  /// Between two looks at the descriptors while much happens: a program that writes a large file
  /// is heard of ten times a second, not with every write.
  private static let restMilliseconds = 100
  /// Between two looks at a cancellation.
  private static let patienceMilliseconds = 200

  private let watches: [Side: TreeWatch]
  private var pace: WatchPace
  private var runStart: Int?
  /// What is not heard of and has not been told.
  private var limitations: [Side: String] = [:]
  private var toldSides: Set<Side> = []

  /// Watches both roots from now on; changes before that are the next run's to find.
  package init(
    a: FilePath, b: FilePath, choice: @escaping Choice = { _, _ in true },
    waits: WatchPace.Waits = WatchPace.Waits()
  ) {
    var watches: [Side: TreeWatch] = [:]
    for (side, path) in [(Side.a, a), (Side.b, b)] {
      do throws(Errno) {
        watches[side] = try TreeWatch(path) { choice(side, MirrorPath($0)) }
      } catch {
        limitations[side] = "it cannot be watched: \(error)"
      }
    }
    self.watches = watches
    pace = WatchPace(waits, nowMilliseconds: Self.now)
    listen()
  }

  /// Which sides are not heard of as a whole, and why, as a clause: once for each, A first. To be
  /// asked after every run, for folders that come may take the last watch.
  package func takeLimitations() -> [(side: Side, problem: String)] {
    let new = Side.allCases.filter { limitations[$0] != nil && toldSides.insert($0).inserted }
    return new.map { ($0, limitations[$0] ?? "") }
  }

  private static let noMoreWatches =
    "the system grants no more watches (fs.inotify.max_user_watches)"

  /// Waits until a run is due; `nil` when cancelled. The call tells that the last run has ended.
  package func next(_ cancellation: Cancellation) -> WatchRun? {
    listen()
    if let runStart { pace.noteOwnDeletions(atMilliseconds: Self.now, since: runStart) }
    runStart = nil
    while !cancellation.isCancelled {
      let now = Self.now
      switch pace.decide(atMilliseconds: now) {
      case .run(let run):
        runStart = now
        return run
      case .wait(let due):
        if wait(milliseconds: min(due - now, Self.patienceMilliseconds)) {
          poll(nil, 0, CInt(Self.restMilliseconds))
          listen()
        }
      }
    }
    return nil
  }

  /// Whether there is something to hear.
  private func wait(milliseconds: Int) -> Bool {
    var descriptors = watches.values.map {
      pollfd(fd: $0.descriptor, events: Int16(POLLIN), revents: 0)
    }
    return poll(&descriptors, nfds_t(descriptors.count), CInt(max(1, milliseconds))) > 0
  }

  private func listen() {
    for side in Side.allCases {
      guard let watch = watches[side] else { continue }
      for change in watch.changes() {
        pace.note(WatchPace.Change(change, on: side), atMilliseconds: Self.now)
      }
      if !watch.isWhole { limitations[side] = Self.noMoreWatches }
    }
    pace.isBlind = !limitations.isEmpty
  }

  /// Goes on while the machine sleeps, so that an hour is one.
  private static var now: Int {
    var time = timespec()
    clock_gettime(CLOCK_BOOTTIME, &time)
    return time.tv_sec * 1_000 + time.tv_nsec / 1_000_000
  }
}

extension WatchPace.Change {
  init(_ change: WatchedChange, on side: Side) {
    switch change {
    case .changed(let names): self = .changed(WatchPace.Place(side, MirrorPath(names)))
    case .removed(let names): self = .removed(WatchPace.Place(side, MirrorPath(names)))
    case .lost: self = .lost
    }
  }
}
