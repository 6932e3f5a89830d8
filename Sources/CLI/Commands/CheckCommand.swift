import ArgumentParser
import Repository
import Storage

/// `martlet check`: whether everything is there and as it should be.
struct CheckCommand: UnlockingCommand {
  static let configuration = CommandConfiguration(
    commandName: "check", abstract: "Prove that the repository is whole, and say what was proved.")

  @Flag(help: "Read all contents too, not only what says where they are.")
  var readData = false

  @OptionGroup(title: "Repository and output") var unlocking: UnlockingOptions

  func run(in invocation: Invocation) throws -> ExitCode {
    let repository = try invocation.openRepository(unlocking)
    let counters = CheckCounters()
    let check = Check(
      repository, depth: readData ? .allData : .structure,
      indexFolder: invocation.indexFolder(of: repository), workers: invocation.workers,
      cancellation: invocation.interruption.cancellation, counters: counters)
    let location = Printable.text(repository.storage.location)
    let report = try invocation.running(
      "martlet: checking \(location)",
      status: { ProgressSample("checking \(location)", of: counters) }, { try check.run() })
    let verdict = CheckVerdict(report: report, hasReadData: readData, isVerbose: common.verbose)
    verdict.show(invocation.output)
    return verdict.exitCode
  }
}
