import ArgumentParser
import Format
import LocalState
import Pipelines
import Repository
import Storage

/// `martlet check`: whether everything is there and as it should be.
struct CheckCommand: UnlockingCommand {
  static let configuration = CommandConfiguration(
    commandName: "check", abstract: "Prove that the repository is whole, and say what was proved.")

  static let examples = [
    CommandExample("martlet check", "Everything is there, and every file of a snapshot is found."),
    CommandExample(
      "martlet check --read-data=5%", "The same, and a twentieth of the contents is read."),
    CommandExample("martlet check --read-data", "Every byte is read."),
  ]

  @Option(
    help: ArgumentHelp(
      "Read contents too, not only what says where they are: all of them (the same without a "
        + "value), 5% of the bytes, 10GiB, or what can be read in 20min; those first that this "
        + "machine has not read for longest.", valueName: "all|share|size|time"))
  var readData: ReadShare?

  @OptionGroup(title: "Repository and output") var unlocking: UnlockingOptions

  func run(in invocation: Invocation) throws -> ExitCode {
    let (repository, state) = try invocation.openWithState(unlocking)
    let counters = CheckCounters()
    let check = Check(
      repository, depth: readData.map { .data($0.share) } ?? .structure,
      history: LocalProofHistory.make(state, at: repository.storage.location),
      indexFolder: invocation.indexFolder(of: repository), workers: invocation.workers,
      cancellation: invocation.interruption.cancellation, counters: counters)
    let location = Printable.text(repository.storage.location)
    let report: CheckReport
    do {
      report = try invocation.running(
        "martlet: checking \(location)",
        status: { ProgressSample("checking \(location)", of: counters) }, { try check.run() })
    } catch is Cancelled {
      throw Self.interrupted(counters, isRemembered: state != nil)
    }
    if let problem = state?.problem {
      invocation.output.note(
        "martlet: what was read may not be remembered, \(Printable.text(problem))")
    }
    let verdict = CheckVerdict(
      report: report, hasReadData: readData != nil, memory: memory(invocation, state != nil),
      now: invocation.surroundings.clock.now.seconds, isVerbose: common.verbose)
    verdict.show(invocation.output)
    return verdict.exitCode
  }

  private func memory(_ invocation: Invocation, _ hasState: Bool) -> CheckVerdict.Memory {
    if common.noCache { return .unwanted }
    return hasState ? .kept : .homeless
  }

  private static func interrupted(_ counters: CheckCounters, isRemembered: Bool) -> Failure {
    guard counters.packsDone > 0 else { return .interrupted(advice: "Nothing was changed.") }
    let read = "\(Wording.count(UInt64(counters.packsDone), "pack")) had been read"
    guard counters.damagedPacks == 0 else {
      let damaged = Wording.count(UInt64(counters.damagedPacks))
      return .interrupted(
        advice: "\(read), \(damaged) of them damaged: let a check run to its end to see what is "
          + "lost.")
    }
    return .interrupted(
      advice: isRemembered
        ? "\(read); that is remembered, and the next check begins with the others." : "\(read).")
  }
}
