/// Decides where the nodes of a large folder are cut into pieces, by their names (FORMAT.md 7.2)
/// [7.2-b].
///
/// One cutter sees the nodes of one folder, in order.
package struct TreeCutter: Sendable {
  /// Once in 1 024 names.
  private static let threshold: UInt64 = 1 << 54

  private let gearTable: [UInt64]
  private var nodeCount = 0
  private var weight = 0

  /// `gearTable` has 256 words (FORMAT.md 3.3).
  package init(gearTable: [UInt64]) {
    precondition(gearTable.count == 256)
    self.gearTable = gearTable
  }

  /// Whether `node` begins another piece than the node before it; `false` for a folder's first.
  package mutating func startsPiece(before node: Node) -> Bool {
    let nodeWeight = Self.weight(of: node)
    let starts =
      nodeCount > 0
      && (hash(of: node.name) < Self.threshold || nodeCount >= Limits.maxNodesPerPiece
        || weight + nodeWeight > Limits.maxPieceWeight)
    nodeCount = starts ? 1 : nodeCount + 1
    weight = starts ? nodeWeight : weight + nodeWeight
    return starts
  }

  private func hash(of name: FileName) -> UInt64 {
    var hash: UInt64 = 0
    for byte in name.bytes { hash = (hash << 1) &+ gearTable[Int(byte)] }
    return hash
  }

  /// Roughly the bytes that the node takes.
  static func weight(of node: Node) -> Int {
    var weight = 64 + node.name.bytes.count
    for attribute in node.attributes { weight += attribute.name.count + attribute.value.count }
    switch node.content {
    case .file(_, let ids, _, let holes): weight += 32 * ids.count + 16 * holes.count
    case .folder: weight += 32
    case .symlink(let target): weight += target.count
    case .fifo, .socket, .blockDevice, .characterDevice: break
    }
    return weight
  }
}
