import ArgumentParser
import Format
import Glibc
import LocalState
import Mirror
import Repository
import Snapshots
import SystemPackage

/// `martlet mirror end A B`.
struct MirrorEndCommand: UnlockingCommand {
  static let configuration = CommandConfiguration(
    commandName: "end", abstract: "Stop mirroring two folders.",
    discussion: """
      Both folders stay, and so do their runs, which can be undone. With --remove-b what is in B \
      is deleted, once all of it is in a snapshot.
      """)

  @Argument(
    help: ArgumentHelp("The two folders, as martlet mirror list shows them.", valueName: "folder"),
    completion: .directory)
  var folders: [String]

  @Flag(help: "Delete what is in B.")
  var removeB = false

  @OptionGroup(title: "Repository and output") var unlocking: UnlockingOptions

  func validate() throws {
    guard folders.count == 2 else { throw ValidationError("Name two folders") }
  }

  func run(in invocation: Invocation) throws -> ExitCode {
    let history = try invocation.openMirrorHistory()
    let stored = try FoundMirrors(history: history).pair(folders)
    let code = removeB ? try remove(stored, invocation) : .done
    guard code == .done else { return code }
    guard history.end(stored.id, at: invocation.surroundings.clock.now) else {
      throw Failure(
        .failed, "it cannot be noted, \(history.problem ?? "")",
        at: invocation.folders.state?.string ?? "", advice: "Check the folder")
    }
    invocation.output.summary(
      "\(Printable.text(stored.pair.a.path)) and \(Printable.text(stored.pair.b.path)) are no "
        + "longer mirrored.")
    return .done
  }

  private func remove(_ stored: StoredMirrorPair, _ invocation: Invocation) throws -> ExitCode {
    let place = try invocation.openMirrorPlace(unlocking)
    let folders = try FolderPair(of: stored.pair)
    guard folders.b.isSame(as: stored.pair.b) else {
      throw Failure(
        .refused, "this is not the folder that was mirrored",
        at: NameText.text(folders.b.path), advice: "Mount its disk, or leave --remove-b out")
    }
    let lock = try PairRun.lock(folders, invocation)
    defer { withExtendedLifetime(lock) {} }
    do {
      return try remove(stored.pair, folders, place, invocation)
    } catch let refusal as MirrorRefusal {
      throw Failure(refusal, folders)
    }
  }

  private func remove(
    _ pair: MirrorPair, _ folders: FolderPair, _ place: MirrorPlace, _ invocation: Invocation
  ) throws -> ExitCode {
    let (saving, counters) = (BackupCounters(), MirrorCounters())
    let removal = MirrorRemoval(
      place.repository, try pair.request(workers: invocation.workers, with: invocation),
      indexFolder: invocation.indexFolder(of: place.repository),
      cancellation: invocation.interruption.cancellation, counters: counters)
    let prepared = try invocation.running(
      "martlet: saving \(folders.text)",
      status: { ProgressSample("saving \(folders.text)", of: saving) },
      { try removal.prepare(LocalScanCache.make(place.state), counters: saving) })
    guard !prepared.isPartial else {
      throw Failure(
        .refused, "not everything in it is in the snapshot: something is left out or unreadable",
        at: NameText.text(pair.b.path),
        advice: "See what: martlet mirror A B --plan -v. Or remove the folder by hand")
    }
    let failures = try invocation.running(
      "martlet: removing what is in \(Printable.text(pair.b.path))",
      status: { ProgressSample("removing", of: counters) }, { try prepared.perform() })
    for failure in failures {
      invocation.output.warn(
        failure.problem.clause, at: NameText.text(pair.b.path + [0x2F] + failure.path.bytes))
    }
    guard failures.isEmpty else { return .incomplete }
    invocation.output.summary(
      "\(Printable.text(pair.b.path)) is empty; all of it is in snapshot \(prepared.before.short).")
    // The mount point of a disk stays.
    _ = rmdir(AbsolutePath.path(pair.b.path).string)
    return .done
  }
}
