import Format
import LocalState
import Mirror
import Pipelines
import Snapshots

/// A pair that is mirrored again whenever one of the folders changes, until somebody stops it.
struct WatchedPair {
  let run: PairRun
  let folders: FolderPair
  let kept: KeptRuns

  private var invocation: Invocation { run.invocation }

  /// Runs it once, and then as often as there is a reason. A run that fails is tried again with the
  /// next; the first one must not.
  func stay() throws -> ExitCode {
    let own = Set(
      SourceList.own(asFarAsKnown: invocation).compactMap { AbsolutePath.realPath($0.bytes) })
    let watch = MirrorWatch(
      a: AbsolutePath.path(folders.a.path), b: AbsolutePath.path(folders.b.path),
      choice: { [folders] side, path in
        // Each run writes there.
        !own.contains(folders.root(side).path + [UInt8(ascii: "/")] + path.bytes)
      })
    _ = try run.run(folders)
    invocation.output.note("martlet: watching \(folders.text); Ctrl-C ends it")
    let cancellation = invocation.interruption.cancellation
    while true {
      tellLimitations(of: watch)
      let next = invocation.interruption.heeded { watch.next(cancellation) }
      guard let next else {
        throw Failure.interrupted(advice: "Both folders are as the last run left them")
      }
      try again(next)
    }
  }

  private func again(_ next: WatchRun) throws {
    var run = run
    run.held = next.held
    run.isTalkative = false
    do {
      _ = try run.run(folders)
      if next.cause == .time { try kept.forgetOlder() }
    } catch {
      let failure = Failure(error)
      guard failure.code != .interrupted else { throw failure }
      invocation.output.report(failure)
    }
  }

  private func tellLimitations(of watch: MirrorWatch) {
    for (side, problem) in watch.takeLimitations() {
      invocation.output.note(
        "martlet: not every change in \(Printable.text(folders.root(side).path)) is heard of, "
          + "\(problem); it is looked at every minute")
    }
  }
}
