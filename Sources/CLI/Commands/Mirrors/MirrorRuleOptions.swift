import ArgumentParser
import Format
import LocalState
import Mirror

/// How folders are made equal.
struct MirrorRuleOptions: ParsableArguments {
  @Flag(help: "Do in B what changed in A, and leave alone what changed in B.")
  var oneWay = false

  @Flag(help: "Make B exactly what A is; what only B has goes.")
  var refresh = false

  @Flag(help: "Compare everything as if for the first time: nothing is deleted.")
  var slow = false

  @Option(
    help: ArgumentHelp(
      "What becomes of a file that both sides changed: keep-both (the older one gets another "
        + "name), newer, a, b, hold (each side keeps its own), merge (texts by lines).",
      valueName: "how"))
  var conflict = ConflictPolicy.keepBoth

  @Option(
    parsing: .unconditionalSingleValue,
    help: ArgumentHelp(
      "Mirror only files that the pattern matches, as a line of a .gitignore would. Can be "
        + "repeated; remembered for the next runs.", valueName: "pattern"))
  var include: [String] = []

  @Option(
    parsing: .unconditionalSingleValue,
    help: ArgumentHelp(
      "Leave alone on both sides what the pattern matches. Can be repeated; remembered for the "
        + "next runs.", valueName: "pattern"))
  var exclude: [String] = []

  @Flag(help: "Forget the patterns of earlier runs: mirror everything.")
  var everything = false

  @Flag(help: "Go on although a side has become empty.")
  var allowEmptyRoot = false

  @Flag(help: "Go on although most of a side would be deleted or overwritten.")
  var allowMassChange = false

  @Flag(help: "Go on although a folder is not the one of the last run: as for the first time.")
  var allowOtherRoot = false

  func validate() throws {
    guard !(oneWay && refresh) else { throw ValidationError("--one-way or --refresh, not both") }
    guard !(include + exclude).contains("") else { throw ValidationError("A pattern is empty") }
    guard !everything || (include + exclude).isEmpty else {
      throw ValidationError("--everything and patterns contradict each other")
    }
  }

  var rules: MirrorRules {
    var rules = MirrorRules()
    rules.direction = refresh ? .refresh : oneWay ? .oneWay : .twoWay
    rules.comparison = slow ? .slow : .fast
    rules.conflicts = conflict
    if everything || !(include + exclude).isEmpty {
      rules.selection = MirrorPair.Selection(
        include: include.map(NameText.bytes), exclude: exclude.map(NameText.bytes))
    }
    if allowEmptyRoot { rules.allowed.insert(.emptyRoot) }
    if allowMassChange { rules.allowed.insert(.massChange) }
    rules.otherRoots = allowOtherRoot ? .allowed : .refused
    return rules
  }
}

extension ConflictPolicy: ExpressibleByArgument {
  public init?(argument: String) {
    guard let policy = PlanText.policies.first(where: { $0.value == argument })?.key else {
      return nil
    }
    self = policy
  }

  public var defaultValueDescription: String { PlanText.policies[self] ?? "" }

  public static var allValueStrings: [String] { allCases.compactMap { PlanText.policies[$0] } }
}
