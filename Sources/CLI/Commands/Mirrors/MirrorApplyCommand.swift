import ArgumentParser
import Format
import LocalState
import Mirror

/// `martlet mirror apply PLAN`.
struct MirrorApplyCommand: UnlockingCommand {
  static let configuration = CommandConfiguration(
    commandName: "apply", abstract: "Carry out a plan, if it still is what would be done.",
    discussion: """
      The plan is the output of: martlet mirror A B --plan --json. It is made once more; if \
      anything differs by now, nothing is done.
      """)

  static let examples = [
    CommandExample(
      "martlet mirror ~/docs /mnt/usb/docs --plan --json > plan", "Writes a plan to look at."),
    CommandExample("martlet mirror apply plan", "Carries it out."),
  ]

  @Argument(
    help: ArgumentHelp("The file with the plan; - for standard input.", valueName: "plan"),
    completion: .file())
  var file: String

  @Flag(help: "Go on although a side has become empty.")
  var allowEmptyRoot = false

  @Flag(help: "Go on although most of a side would be deleted or overwritten.")
  var allowMassChange = false

  @Flag(help: "Go on although a folder is not the one of the last run: as for the first time.")
  var allowOtherRoot = false

  @OptionGroup(title: "Repository and output") var unlocking: UnlockingOptions

  func run(in invocation: Invocation) throws -> ExitCode {
    let bytes = try InputFile.contents(of: NameText.bytes(file), option: "mirror apply")
    let plan: PlanFile
    do throws(PlanFileError) {
      plan = try PlanFile(parsing: bytes)
    } catch {
      throw Failure(
        .failed, error.clause, at: file,
        advice: "Make it again: martlet mirror A B --plan --json")
    }
    let folders = FolderPair(
      a: try FolderPair.root(AbsolutePath.path(plan.a.path), plan.a.label),
      b: try FolderPair.root(AbsolutePath.path(plan.b.path), plan.b.label))
    var rules = MirrorRules()
    rules.direction = plan.rules.direction
    rules.comparison = plan.rules.comparison
    rules.conflicts = plan.rules.conflicts
    rules.selection = plan.rules.selection
    if allowEmptyRoot { rules.allowed.insert(.emptyRoot) }
    if allowMassChange { rules.allowed.insert(.massChange) }
    rules.otherRoots = allowOtherRoot ? .allowed : .refused
    let place = try invocation.openMirrorPlace(unlocking)
    return try PairRun(
      invocation: invocation, place: place, rules: rules, effect: .applied(plan, bytes)
    ).run(folders).exitCode
  }
}
