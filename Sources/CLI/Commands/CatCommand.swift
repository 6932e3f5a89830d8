import ArgumentParser
import Format
import Repository
import Snapshots

/// `martlet cat SNAP:PATH`: the bytes of one file.
struct CatCommand: UnlockingCommand {
  static let configuration = CommandConfiguration(
    commandName: "cat", abstract: "Print a file of a snapshot.")

  static let examples = [
    CommandExample(
      "martlet cat latest~1:letters/tax.txt",
      "The file as it was a snapshot before the newest.")
  ]

  @Argument(
    help: ArgumentHelp("The snapshot and the file in it.", valueName: "snap:path"),
    completion: .snapshot)
  var place: String

  @OptionGroup(title: "Which snapshot") var filters: FilterOptions

  @OptionGroup(title: "Repository and output") var unlocking: UnlockingOptions

  func run(in invocation: Invocation) throws -> ExitCode {
    let repository = try invocation.openRepository(unlocking)
    let reading = try invocation.read(repository)
    let (snapshot, path) = try invocation.find(
      place, among: filters, in: reading, for: .reading)
    let view = try SnapshotView(snapshot, repository, reading, cache: FrameCache())
    guard let node = try view.entry(at: path).node, node.kind == .file else {
      throw Failure(
        .failed, "this is no file", at: "\(snapshot.id.short):\(Printable.text(path))",
        advice: "See what is there: martlet ls \(Printable.text(place))")
    }
    try ContentsOutput.print(node, of: view, invocation.output)
    return .done
  }
}
