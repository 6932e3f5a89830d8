import ArgumentParser
import FileTree
import Format
import Repository
import Snapshots
import SystemPackage

/// `martlet diff SNAP[:PATH] [SNAP[:PATH] | DIR/]`: what has changed.
struct DiffCommand: UnlockingCommand {
  static let configuration = CommandConfiguration(
    commandName: "diff", abstract: "Say what has changed since a snapshot, or between two.",
    discussion: """
      With one argument the snapshot is compared with the folders it was made of, as they are now; \
      with two, with another snapshot, or with a folder: its name has a slash in it, or is . or \
      .. (DIR/). A path without a counterpart stands for both snapshots.

      + added, - removed, M other contents, m other mode, owner, time or attributes, R renamed \
      (the same contents under another path). An entry that became another kind of thing is \
      removed and added. The time of a folder is not compared, nor which names are hard links.

      On the disk, files of equal size and time are taken for the same, unless --contents is \
      given. The exit code is 0 whether anything differs or not, and 3 where something could not \
      be read.
      """)

  static let examples = [
    CommandExample("martlet diff latest", "What has changed since the last backup."),
    CommandExample("martlet diff @yesterday latest:docs", "What has changed in docs since then."),
    CommandExample(
      "martlet diff latest ~/back/ --contents", "Whether a restore is the same, byte for byte."),
  ]

  @Argument(
    help: ArgumentHelp(
      "The snapshot, and a folder or file in it: latest:docs.", valueName: "snap[:path]"),
    completion: .snapshot)
  var place: String

  @Argument(
    help: ArgumentHelp(
      "What it is compared with: another snapshot, or a folder DIR/; by default the folders it was "
        + "made of.", valueName: "other"),
    completion: .counterpart)
  var other: String?

  @Flag(help: "Read all files on the disk, even those of equal size and time.")
  var contents = false

  @Flag(help: "List what is in added and removed folders too; so does -v.")
  var all = false

  @OptionGroup(title: "What is compared") var selecting: DiffSelectionOptions

  @OptionGroup(title: "Which snapshot") var filters: FilterOptions

  @OptionGroup(title: "Repository and output") var unlocking: UnlockingOptions

  func run(in invocation: Invocation) throws -> ExitCode {
    let counterpart = try Counterpart(other)
    let rules = try selecting.rules()
    let repository = try invocation.openRepository(unlocking)
    let reading = try invocation.read(repository)
    let (snapshot, path) = try invocation.find(
      place, among: filters, in: reading, for: .reading)
    let view = try SnapshotView(snapshot, repository, reading, cache: FrameCache())
    let old = try view.entry(at: path)
    let run = DiffRun(
      invocation: invocation, old: view, selection: view.selection(rules, for: old),
      listsAll: all || common.verbose, isVerbose: common.verbose)
    let summary: DiffSummary
    switch counterpart {
    case .snapshot(let typed):
      let (newView, ownPath) = try second(typed, beside: view, reading, invocation)
      let new = try newView.entry(at: ownPath.isEmpty ? path : ownPath)
      summary = try run.compare(old, with: new, in: newView)
    case .source:
      let roots = try view.sourceRoots(of: old, host: invocation.surroundings.process.host)
      summary = try run.compare(
        old, with: try live(roots, run, repository, reading), at: roots.paths)
      summary.noteOmissions(of: snapshot.snapshot, invocation.output)
    case .place(let place):
      let roots = LiveTree.Roots.one(place, fileName: old.fileName)
      summary = try run.compare(
        old, with: try live(roots, run, repository, reading), at: [place])
    }
    summary.show(invocation.output)
    return summary.exitCode
  }

  private func live(
    _ roots: LiveTree.Roots, _ run: DiffRun, _ repository: Repository, _ reading: RepositoryReading
  ) throws -> LiveTree {
    var bounds = LiveTree.Bounds()
    bounds.leftOut = SourceList.leftOut(asFarAsKnown: run.invocation)
    bounds.mounts = selecting.oneFileSystem ? .empty : .walked
    let contents = try LiveContents(
      roots, contents ? .always : .whereTimesDiffer, repository, reading, for: run.old,
      cancellation: run.invocation.interruption.cancellation, counters: run.counters)
    return try LiveTree(roots, bounds, contents: contents)
  }

  /// The other snapshot, and the path that was given with it.
  private func second(
    _ typed: String, beside view: SnapshotView, _ reading: RepositoryReading,
    _ invocation: Invocation
  ) throws -> (SnapshotView, path: [UInt8]) {
    do {
      let (snapshot, path) = try invocation.find(
        typed, among: filters, in: reading, for: .reading)
      return (try SnapshotView(snapshot, beside: view), path)
    } catch let error as SnapshotNameError {
      guard SourceList.exists(try AbsolutePath.make(NameText.bytes(typed))) else { throw error }
      throw Failure(
        .failed, error.problem,
        advice: "Write \(Printable.text(typed))/ for what is there on the disk")
    }
  }
}
