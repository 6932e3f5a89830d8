import ArgumentParser
import Format
import Repository
import Snapshots

/// `martlet versions PATH…`: what there ever was of a file, to be put back by number.
struct VersionsCommand: UnlockingCommand {
  static let configuration = CommandConfiguration(
    commandName: "versions", abstract: "List the versions of a file, and put one back.",
    discussion: """
      A path is one of this machine, or one in the snapshots; SNAP:PATH means the snapshots of \
      that set. Versions are told by their contents and numbered from the oldest, which is 1. \
      "= now" stands at the one that the file on the disk still is, by its size and time.

      A newer file in the place of a version that is put back stays, unless --overwrite says \
      otherwise.
      """)

  static let examples = [
    CommandExample("martlet versions ~/letters/tax.txt", "Its versions, and since when."),
    CommandExample(
      "martlet versions ~/letters/tax.txt --restore 2 --to ~/back",
      "The second oldest as ~/back/tax.txt."),
    CommandExample("martlet versions ~/letters/tax.txt --cat 2", "The same on the screen."),
  ]

  @Argument(
    help: ArgumentHelp("Files or folders.", valueName: "path"),
    completion: .file())
  var paths: [String]

  @Option(
    help: ArgumentHelp("Put this version back: with --to or --in-place.", valueName: "number"))
  var restore: Int?

  @OptionGroup var target: TargetOptions

  @Option(
    help: ArgumentHelp(
      "What may be replaced by it: never anything; older files; changed ones (by size and time); "
        + "always, when contents differ.", valueName: "rule"))
  var overwrite = RestoreRequest.Overwriting.older

  @Flag(name: [.customShort("n"), .long], help: "Say what would be put back, and do nothing.")
  var dryRun = false

  @Option(help: ArgumentHelp("Print this version of a file.", valueName: "number"))
  var cat: Int?

  @OptionGroup(title: "Which snapshots") var filters: FilterOptions

  @OptionGroup(title: "Repository and output") var unlocking: UnlockingOptions

  func validate() throws {
    guard !paths.contains("") else { throw ValidationError("A path is empty") }
    guard restore == nil || cat == nil else {
      throw ValidationError("--restore and --cat are two things to do")
    }
    guard (restore ?? cat) == nil || paths.count == 1 else {
      throw ValidationError("A number is a version of one path, and \(paths.count) are given")
    }
    guard restore == nil || target.isGiven else {
      throw ValidationError("Say where to: --to FOLDER or --in-place")
    }
    guard restore != nil || !target.isGiven && !dryRun else {
      throw ValidationError("Say which version: --restore NUMBER")
    }
  }

  var recordedAs: String? { restore == nil || dryRun ? nil : "restore" }

  func run(in invocation: Invocation) throws -> ExitCode {
    let target = restore == nil ? nil : try target.target(with: invocation)
    let repository = try invocation.openRepository(unlocking)
    let reading = try invocation.read(repository)
    let wanted = try paths.map {
      try VersionedPath($0, among: filters, in: reading, invocation)
    }
    let search = VersionSearch(
      repository, reading, cancellation: invocation.interruption.cancellation)
    let histories = try invocation.interruption.heeded {
      try wanted.map { (path: $0, histories: try $0.histories(search)) }
    }
    let output = invocation.output
    for error in search.damage { output.warn(error.problem, at: error.location) }
    if let number = restore ?? cat, let only = histories.first {
      let history = try theOnly(only.histories, only.path)
      let version = try version(number, of: history, only.path)
      guard let target else {
        try print(version, search, output)
        return .done
      }
      let code = try put(version, target, repository, reading, invocation)
      if code == .incomplete, target == .inPlace { noteNewer(history, version, output) }
      return code
    }
    VersionListing(
      items: histories.map { ($0.path.typed, $0.histories) },
      now: invocation.surroundings.clock.now, host: invocation.surroundings.process.host
    ).show(output)
    return search.damage.isEmpty ? .done : .damage
  }
}

// MARK: one version

extension VersionsCommand {
  private func theOnly(
    _ histories: [PathHistory], _ path: VersionedPath
  ) throws(Failure) -> PathHistory {
    guard histories.count == 1, let history = histories.first else {
      let newest = histories.compactMap { $0.versions.last?.place }
      throw Failure(
        .failed, "\(path.printable) is in the snapshots of \(histories.count) sets",
        advice: "Say of which: " + newest.joined(separator: ", or "))
    }
    return history
  }

  private func version(
    _ number: Int, of history: PathHistory, _ path: VersionedPath
  ) throws(Failure) -> PathHistory.Version {
    guard let version = history.versions.first(where: { $0.number == number }) else {
      let count = Wording.count(UInt64(history.versions.count), "version")
      throw Failure(
        .failed, "\(path.printable) has \(count), and none with the number \(number)",
        advice: "See them: martlet versions \(ShellWord.quoted(path.printable))")
    }
    return version
  }

  private func print(
    _ version: PathHistory.Version, _ search: VersionSearch, _ output: Output
  ) throws {
    guard let node = version.entry.node, node.kind == .file else {
      throw Failure(
        .failed, "this is no file", at: version.place,
        advice: "See what is there: martlet ls \(ShellWord.quoted(version.place))")
    }
    try ContentsOutput.print(node, of: try search.view(of: version.last), output)
  }

  private func put(
    _ version: PathHistory.Version, _ target: RestoreRequest.Target, _ repository: Repository,
    _ reading: RepositoryReading, _ invocation: Invocation
  ) throws -> ExitCode {
    var request = RestoreRequest(
      path: version.entry.pathBytes, target: target, workers: invocation.workers)
    request.overwriting = overwrite
    // Somebody has asked for this version, not for what looks like it.
    request.comparison = .contents
    request.effect = dryRun ? .planned : .written
    request.protected = SourceList.leftOut(asFarAsKnown: invocation)
    return try RestoreRun(
      invocation: invocation, repository: repository, reading: reading, snapshot: version.last,
      request: request, isVerbose: common.verbose
    ).run()
  }

  private func noteNewer(
    _ history: PathHistory, _ version: PathHistory.Version, _ output: Output
  ) {
    guard overwrite == .older, let node = version.entry.node,
      LiveVersion(at: history.place).isNewer(than: node)
    else { return }
    output.note(
      "martlet: --overwrite changed puts the older version in the place of the newer file")
  }
}

extension VersionedPath {
  var printable: String { Printable.text(typed) }
}

extension PathHistory.Version {
  /// "a3f81c2e:docs/tax.txt".
  var place: String { "\(last.id.short):\(Printable.text(entry.pathBytes))" }
}

extension SnapshotView.Entry {
  /// Relative to the root of the view, joined by "/".
  var pathBytes: [UInt8] { Array(path.map(\.bytes).joined(separator: [UInt8(ascii: "/")])) }
}
