import ArgumentParser
import Format
import Repository
import Snapshots

/// `martlet ls SNAP[:PATH]`: what is in a folder of a snapshot.
struct LsCommand: UnlockingCommand {
  static let configuration = CommandConfiguration(
    commandName: "ls", abstract: "List a folder of a snapshot.")

  static let examples = [
    CommandExample(
      "martlet ls latest:letters",
      "What is in a folder of the newest snapshot."),
    CommandExample(
      "martlet ls -lR @yesterday",
      "Everything, as it was last night."),
  ]

  @Argument(
    help: ArgumentHelp("The snapshot, and a path in it: latest:docs.", valueName: "snap[:path]"),
    completion: .snapshot)
  var place: String

  @Flag(name: .customShort("l"), help: "Mode, owner, size and time too.")
  var long = false

  @Flag(name: [.customShort("R"), .customLong("recursive")], help: "Folders in it as well.")
  var recursive = false

  @OptionGroup(title: "Which snapshot") var filters: FilterOptions

  @OptionGroup(title: "Repository and output") var unlocking: UnlockingOptions

  func run(in invocation: Invocation) throws -> ExitCode {
    let repository = try invocation.openRepository(unlocking)
    let reading = try invocation.read(repository)
    let (snapshot, path) = try invocation.find(
      place, among: filters, in: reading, for: .reading)
    let view = try SnapshotView(snapshot, repository, reading, cache: FrameCache())
    let entry = try view.entry(at: path)
    let listing = EntryListing(style: style, invocation.output)
    guard entry.node.map({ $0.kind == .folder }) ?? true else {
      listing.show([entry], below: max(0, entry.path.count - 1))
      return .done
    }
    try list(entry, view, listing, invocation.output)
    return .done
  }

  private var style: EntryListing.Style {
    if long { recursive ? .longOneByOne : .long } else { .short }
  }

  /// Depth first, without recursion; stops when nobody reads any more.
  private func list(
    _ entry: SnapshotView.Entry, _ view: SnapshotView, _ listing: EntryListing, _ output: Output
  ) throws {
    let depth = entry.path.count
    guard recursive else { return listing.show(try view.children(of: entry), below: depth) }
    var pending = [SnapshotView.Entry](try view.children(of: entry).reversed())
    while let next = pending.popLast(), !output.isClosed {
      listing.show([next], below: depth)
      pending += try view.children(of: next).reversed()
    }
  }
}
