import ArgumentParser
import Format
import Pipelines
import Repository
import Snapshots
import SystemPackage

/// `martlet restore SNAP[:PATH] --to DIR`: files as they were.
struct RestoreCommand: UnlockingCommand {
  static let configuration = CommandConfiguration(
    commandName: "restore", abstract: "Put the contents of a folder of a snapshot into a folder.",
    discussion: "What is newer there than in the snapshot is kept.")

  @Argument(
    help: ArgumentHelp(
      "The snapshot, and a folder or file in it: latest:docs.", valueName: "snap[:path]"))
  var place: String

  @Option(help: ArgumentHelp("The folder to put it into; made if missing.", valueName: "folder"))
  var to: String

  @OptionGroup var unlocking: UnlockingOptions

  func run(in invocation: Invocation) throws -> ExitCode {
    let target = try AbsolutePath.make(ArgumentText.bytes(to))
    guard !SourceList.liesWithin(try invocation.location().path, target) else {
      throw Failure(
        .refused, "the target is the repository itself or lies in it", at: target.string,
        advice: "Choose another folder")
    }
    let repository = try invocation.openRepository(unlocking)
    let reading = try invocation.read(repository)
    let (snapshot, path) = try invocation.find(place, in: reading, for: .restoring)
    let counters = RestoreCounters()
    let restore = Restore(
      repository, reading, snapshot,
      RestoreRequest(path: path, target: target, workers: invocation.workers),
      cancellation: invocation.interruption.cancellation, counters: counters)
    let started = invocation.surroundings.clock.sinceBoot
    let targetText = Printable.text(target.bytes)
    let report: RestoreReport
    do {
      report = try invocation.running(
        "martlet: restoring \(snapshot.id.short) to \(targetText)",
        status: { Self.status(counters) }, { try restore.run() })
    } catch is Cancelled {
      throw Failure.interrupted(
        advice: "The \(Wording.count(UInt64(counters.filesDone), "file")) restored so far are "
          + "whole and stay; the same command restores the rest")
    }
    let summary = RestoreSummary(
      report: report, snapshot: snapshot.id, target: target.bytes, isVerbose: common.verbose,
      nanoseconds: invocation.surroundings.clock.sinceBoot - started)
    summary.show(invocation.output)
    return summary.exitCode
  }

  private static func status(_ counters: RestoreCounters) -> String {
    "\(Wording.count(UInt64(counters.filesDone), "file")), "
      + "\(Wording.bytes(UInt64(counters.bytesDone))) restored"
  }
}
