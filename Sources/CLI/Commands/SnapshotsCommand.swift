import ArgumentParser
import Repository
import Storage

/// `martlet snapshots`: what there is.
struct SnapshotsCommand: UnlockingCommand {
  static let configuration = CommandConfiguration(
    commandName: "snapshots", abstract: "List the snapshots.", aliases: ["list"])

  @OptionGroup(title: "Repository and output") var unlocking: UnlockingOptions

  func run(in invocation: Invocation) throws -> ExitCode {
    let repository = try invocation.openRepository(unlocking)
    let catalog = try invocation.catalog(of: repository)
    let output = invocation.output
    if output.format == .json {
      for snapshot in catalog.snapshots { output.object(JSON.snapshot(snapshot)) }
    } else if catalog.snapshots.isEmpty {
      output.line("No snapshots yet at \(Printable.text(repository.storage.location)).")
      output.summary("  Make one: martlet backup PATH")
    } else {
      let table = SnapshotTable(
        now: invocation.surroundings.clock.now, snapshots: catalog.snapshots)
      for line in table.lines { output.line(line) }
    }
    return catalog.damage.isEmpty ? .done : .incomplete
  }
}
