/// Writes the columns of a tree piece (FORMAT.md 7.1).
struct TreePieceEncoder {
  private let nodes: [Node]
  private(set) var output: ByteWriter

  init(_ nodes: [Node]) {
    self.nodes = nodes
    output = ByteWriter(capacity: 64 + nodes.count * 80)
  }

  mutating func encode() {
    precondition(nodes.count <= Limits.maxNodesPerPiece)
    let latest = nodes.map(\.modified).max() ?? Timestamp(seconds: 0, nanoseconds: 0)
    output.varint(nodes.count)
    output.timestamp(latest)
    writeNames()
    for node in nodes { output.integer(node.kind.rawValue) }
    for node in nodes { output.integer(node.flags.rawValue) }
    writeOwners()
    for node in nodes {
      output.varint(UInt64(bitPattern: latest.seconds &- node.modified.seconds))
    }
    for node in nodes { output.integer(node.modified.nanoseconds) }
    writeSizes()
    for node in nodes {
      switch node.content {
      case .file(_, let ids, _, _): for id in ids { output.bytes32(id.bytes) }
      case .folder(let tree): output.bytes32(tree.id.bytes)
      case .symlink, .fifo, .socket, .blockDevice, .characterDevice: break
      }
    }
    writeTargets()
    for node in nodes {
      if let group = node.hardLinkGroup { output.integer(group) }
    }
    for node in nodes { writeHoles(of: node) }
    for node in nodes where !node.attributes.isEmpty { writeAttributes(of: node) }
  }

  private mutating func writeNames() {
    for (node, next) in zip(nodes, nodes.dropFirst()) {
      precondition(node.name < next.name, "names ascend strictly")
    }
    for node in nodes {
      output.append(node.name.bytes)
      output.integer(UInt8(0))
    }
  }

  /// The rows stand in the order of their first use [7.1-b].
  private mutating func writeOwners() {
    var rowOfOwner: [Owner: Int] = [:]
    var table: [Owner] = []
    var rows: [Int] = []
    rows.reserveCapacity(nodes.count)
    for node in nodes {
      if let row = rows.last, table[row] == node.owner {
        rows.append(row)
      } else if let row = rowOfOwner[node.owner] {
        rows.append(row)
      } else {
        rowOfOwner[node.owner] = table.count
        rows.append(table.count)
        table.append(node.owner)
      }
    }
    output.varint(table.count)
    for owner in table {
      output.varint(UInt64(owner.permissions))
      output.varint(UInt64(owner.userID))
      output.varint(UInt64(owner.groupID))
      output.text(owner.user, limit: Limits.maxNameBytes)
      output.text(owner.group, limit: Limits.maxNameBytes)
    }
    for row in rows { output.varint(row) }
  }

  private mutating func writeSizes() {
    for node in nodes {
      if case .file(let size, let ids, let idsNameLists, _) = node.content {
        precondition(size <= Limits.maxFileBytes && (size == 0) == ids.isEmpty)
        precondition(idsNameLists ? !ids.isEmpty : ids.count <= Limits.maxChunksWithoutList)
        output.varint(size)
      }
    }
    for node in nodes {
      if case .file(_, let ids, _, _) = node.content { output.varint(ids.count) }
    }
  }

  private mutating func writeTargets() {
    for node in nodes {
      if case .symlink(let target) = node.content {
        precondition(!target.isEmpty && !target.contains(0), "no target of a symlink")
        output.string(target, limit: Limits.maxSymlinkTargetBytes)
      }
    }
    for node in nodes {
      switch node.content {
      case .blockDevice(let major, let minor), .characterDevice(let major, let minor):
        output.varint(UInt64(major))
        output.varint(UInt64(minor))
      case .file, .folder, .symlink, .fifo, .socket: break
      }
    }
  }

  private mutating func writeHoles(of node: Node) {
    guard case .file(let size, _, _, let holes) = node.content, !holes.isEmpty else { return }
    output.varint(holes.count)
    var end: UInt64 = 0
    for (index, hole) in holes.enumerated() {
      precondition(hole.length > 0 && hole.offset >= end && (index == 0 || hole.offset > end))
      output.varint(hole.offset - end)
      output.varint(hole.length)
      end = hole.offset + hole.length
    }
    precondition(end <= size, "a hole beyond the end")
  }

  private mutating func writeAttributes(of node: Node) {
    output.varint(node.attributes.count)
    var total = 0
    for (index, attribute) in node.attributes.enumerated() {
      precondition(!attribute.name.isEmpty && !attribute.name.contains(0))
      precondition(index == 0 || node.attributes[index - 1].name != attribute.name)
      output.string(attribute.name, limit: Limits.maxAttributeNameBytes)
      output.string(attribute.value, limit: Limits.maxAttributeValueBytes)
      total += attribute.name.count + attribute.value.count
    }
    precondition(total <= Limits.maxAttributesBytesPerNode)
  }
}
