import Format
import Pipelines
import Repository
import Snapshots
import Storage
import TestSupport

/// Looks at a repository as somebody does who comes by now, and compares it with the ledger.
final class Inspection {
  enum Depth {
    case read
    /// With the check that the program makes.
    case checked
  }

  private let world: World
  /// The snapshots of each look, with the mark of what saved them.
  private(set) var listings: [[SnapshotID: UInt32]] = []

  init(_ world: World) {
    self.world = world
  }

  /// What is wrong with these files, a line each.
  func look(at files: [String: [UInt8]], _ depth: Depth) -> [String] {
    world.counts.looks += 1
    do {
      let client = world.client(on: MemoryStorage(files))
      let problems = try problems(client)
      guard depth == .checked else { return problems }
      return problems + (try client.check(.structure).damage)
    } catch {
      return ["nothing can be read: \(error)"]
    }
  }

  private func problems(_ client: Client) throws -> [String] {
    let reading = try client.read()
    var problems = reading.damage.map(\.description)
    var missing = world.ledger.kept
    var listing: [SnapshotID: UInt32] = [:]
    let frames = FrameCache()
    for snapshot in reading.catalog.snapshots {
      missing.remove(snapshot.id)
      listing[snapshot.id] = snapshot.mark
      if world.ledger.standing(of: snapshot.id) == .forgotten {
        problems.append("snapshot \(snapshot.id.short) is forgotten and listed")
      }
      let untold = world.ledger.tags(of: snapshot.id).subtracting(snapshot.remarks.tags)
      if !untold.isEmpty { problems.append("tags \(untold) of \(snapshot.id.short) are gone") }
      do {
        let view = try SnapshotView(
          snapshot, client.repository, index: reading.index, cache: frames)
        problems += try differences(view)
      } catch {
        problems.append("snapshot \(snapshot.id.short) cannot be read: \(error)")
      }
    }
    problems += missing.map { "snapshot \($0.short) is gone" }
    listings.append(listing)
    return problems
  }

  /// What a snapshot says that was not saved, or does not say.
  func differences(_ view: SnapshotView) throws -> [String] {
    let id = view.snapshot.id.short
    guard let tree = world.ledger.tree(view.snapshot.mark) else {
      return ["snapshot \(id) comes from nowhere"]
    }
    world.counts.snapshotsRead += 1
    var missing = tree.files
    var problems: [String] = []
    try forEachFile(view.root, view) { path, bytes in
      guard let texts = missing.removeValue(forKey: path) else {
        return problems.append("\(path) in \(id) comes from nowhere")
      }
      if bytes != texts.flatMap(\.bytes) { problems.append("\(path) in \(id) is wrong") }
    }
    return problems + missing.keys.map { "\($0) in \(id) is missing" }
  }

  private func forEachFile(
    _ entry: SnapshotView.Entry, _ view: SnapshotView, _ body: (String, [UInt8]) -> Void
  ) throws {
    for child in try view.children(of: entry) {
      guard let node = child.node, node.kind == .file else {
        try forEachFile(child, view, body)
        continue
      }
      var bytes: [UInt8] = []
      try view.read(node) { bytes += $0 }
      body(child.path.map(\.lossyText).joined(separator: "/"), bytes)
    }
  }
}

extension CatalogedSnapshot {
  /// By which the ledger knows it.
  var mark: UInt32 { snapshot.time.nanoseconds }
}

extension World {
  /// Somebody on a machine of which nobody knows.
  func client(on storage: any Storage) -> Client {
    let identity = ProcessIdentity(
      host: "observer", user: "user", bootID: [UInt8](repeating: 0xFF, count: 16), pidNamespace: 1,
      processID: 1, startTime: 1)
    let repository = repository(
      on: storage, StoppedClock(4_000_000_000), identity, seed: seed ^ UInt64(counts.looks) << 32)
    return Client(repository: repository)
  }
}
