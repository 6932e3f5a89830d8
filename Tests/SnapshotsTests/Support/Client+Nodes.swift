import Format
import Repository
import Snapshots
import TestSupport

extension Client {
  /// Every node of a snapshot by its path in it, that of a single source by "".
  func nodes(_ id: SnapshotID) throws -> [String: Node] {
    let reading = try read()
    guard let snapshot = reading.catalog.snapshots.first(where: { $0.id == id }) else { return [:] }
    let view = try SnapshotView(
      snapshot, repository, index: reading.index, cache: FrameCache())
    var nodes: [String: Node] = [:]
    var pending = [view.root]
    while let entry = pending.popLast() {
      nodes[entry.path.map(\.lossyText).joined(separator: "/")] = entry.node
      pending += try view.children(of: entry)
    }
    return nodes
  }
}
