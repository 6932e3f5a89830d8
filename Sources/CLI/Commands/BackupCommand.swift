import ArgumentParser
import Format
import Sealing
import Snapshots

/// `martlet backup PATH…`: one snapshot.
struct BackupCommand: UnlockingCommand {
  static let configuration = CommandConfiguration(
    commandName: "backup", abstract: "Save folders or files as one snapshot.",
    discussion: "Nothing is left out unless that is asked for.", aliases: ["save"])

  static let examples = [
    CommandExample(
      "martlet backup ~/Documents ~/Pictures",
      "Saves both folders as one snapshot."),
    CommandExample(
      "martlet backup ~ --exclude .cache/ --exclude '*.tmp' -x",
      "Leaves out some of it, and other file systems."),
    CommandExample(
      "martlet backup ~ --exclude .cache/ --dry-run -v",
      "Says what that would save now, path by path, and saves nothing."),
    CommandExample(
      "martlet backup --from-command 'pg_dump app' --stdin-name app.sql",
      "Saves what the command prints."),
  ]

  @OptionGroup(title: "What is saved") var wanted: SourceOptions

  @OptionGroup(title: "What is left out") var selecting: SelectionOptions

  @Option(
    help: ArgumentHelp(
      "The set it belongs to; by default the profile's, else that of the same host and paths.",
      valueName: "name"),
    completion: .set)
  var set: String?

  @OptionGroup var trying: DryRunOption

  @OptionGroup(title: "The snapshot") var snapshot: SnapshotOptions

  @Option(
    help: ArgumentHelp(
      "How much time new data may cost: fast, default or max.", valueName: "compression"))
  var compression: Compression?

  @Flag(help: "Read every file, even those that look unchanged.")
  var forceRead = false

  @Option(
    help: ArgumentHelp(
      "Threads that read and compress; by default one a processor.",
      valueName: "count"))
  var readWorkers: Int?

  @OptionGroup(title: "Repository and output") var unlocking: UnlockingOptions

  enum Compression: String, ExpressibleByArgument, CaseIterable {
    case fast, `default`, max

    var level: CompressionLevel {
      switch self {
      case .fast: .fast
      case .default: .standard
      case .max: .max
      }
    }
  }

  func validate() throws {
    if let readWorkers, !(1...64).contains(readWorkers) {
      throw ValidationError("\(readWorkers) threads are not between 1 and 64")
    }
    if let problem = set.flatMap(SetName.problem) {
      throw ValidationError("The name of the set \(problem)")
    }
  }

  func run(in invocation: Invocation) throws -> ExitCode {
    let filled = try wanted.filled(from: invocation.settings.profile, invocation.environment)
    let isOfProfile = isOf(invocation.settings.profile)
    guard selecting.explain.isEmpty else {
      return try explain(plan(filled, isOfProfile: isOfProfile, invocation), invocation)
    }
    guard !trying.dryRun else {
      return try DryBackup(filled, unlocking, invocation).run {
        try plan(filled, isOfProfile: isOfProfile, invocation)
      }
    }
    let backup = try ProfileBackup(filled, isOfProfile: isOfProfile, unlocking, invocation)
    return backup.run { try plan(filled, isOfProfile: isOfProfile, invocation) }
  }

  /// Whether it saves what the profile says, as its set.
  private func isOf(_ profile: Profile?) -> Bool {
    guard let profile else { return false }
    return wanted.isEmpty && set ?? profile.setName == profile.setName
  }

  private func plan(
    _ filled: SourceOptions, isOfProfile: Bool, _ invocation: Invocation
  ) throws -> BackupPlan {
    let profile = invocation.settings.profile
    let sources = try SourceList(filled)
    let compression = compression ?? profile?.compression?.value ?? .default
    return BackupPlan(
      sources: sources, wanted: filled,
      selection: sources.applied(
        to: try selecting.selection(with: profile, invocation.environment)),
      set: set ?? (isOfProfile ? profile?.setName : nil) ?? "",
      reading: forceRead ? .everything : .changed, level: compression.level,
      workers: readWorkers ?? profile?.readWorkers?.value ?? invocation.workers,
      snapshot: snapshot.filled(from: profile))
  }

  private func explain(
    _ plan: BackupPlan, _ invocation: Invocation
  ) throws -> ExitCode {
    let explainer = Explainer(
      sources: plan.sources.paths, plan.selection,
      own: SourceList.leftOut(asFarAsKnown: invocation))
    let text = ExplanationText(exclusions: ExclusionText(plan.selection))
    for typed in selecting.explain.map(NameText.bytes) {
      let explanation = explainer.explain(
        try AbsolutePath.make(typed), kind: typed.last == UInt8(ascii: "/") ? .folder : .file)
      text.show(explanation, invocation.output)
    }
    return .done
  }
}
