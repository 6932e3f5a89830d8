import ArgumentParser

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

  var recordedAs: String? { "check" }

  func run(in invocation: Invocation) throws -> ExitCode {
    let (repository, state) = try invocation.openWithState(unlocking)
    let check = RepositoryCheck(repository: repository, state: state, share: readData)
    let verdict = try check.run(invocation)
    verdict.show(invocation.output)
    invocation.record?.note { $0.take(verdict) }
    return verdict.exitCode
  }
}
