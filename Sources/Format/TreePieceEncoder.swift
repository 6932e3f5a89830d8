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
    // By index: a copy of a node retains everything that it holds.
    for index in nodes.indices { output.integer(nodes[index].kind.rawValue) }
    for index in nodes.indices { output.integer(nodes[index].flags.rawValue) }
    writeOwners()
    for index in nodes.indices {
      output.varint(UInt64(bitPattern: latest.seconds &- nodes[index].modified.seconds))
    }
    for index in nodes.indices { output.integer(nodes[index].modified.nanoseconds) }
    writeSizes()
    for index in nodes.indices {
      switch nodes[index].content {
      case .file(_, let ids, _, _): for id in ids { output.bytes32(id.bytes) }
      case .folder(let tree): output.bytes32(tree.id.bytes)
      case .symlink, .fifo, .socket, .blockDevice, .characterDevice: break
      }
    }
    writeTargets()
    for index in nodes.indices {
      if let group = nodes[index].hardLinkGroup { output.integer(group) }
    }
    for index in nodes.indices where !nodes[index].holes.isEmpty { writeHoles(of: nodes[index]) }
    for index in nodes.indices where !nodes[index].attributes.isEmpty {
      writeAttributes(nodes[index].attributes)
    }
  }

  private mutating func writeNames() {
    for index in nodes.indices {
      let name = nodes[index].name
      precondition(index == 0 || nodes[index - 1].name < name, "names ascend strictly")
      output.append(name.bytes)
      output.integer(UInt8(0))
    }
  }

  /// The rows stand in the order of their first use [7.1-b].
  private mutating func writeOwners() {
    var rowOfOwner: [Owner: Int] = [:]
    var table: [Owner] = []
    var rows: [Int] = []
    rows.reserveCapacity(nodes.count)
    for index in nodes.indices {
      let owner = nodes[index].owner
      if let row = rows.last, table[row] == owner {
        rows.append(row)
      } else if let row = rowOfOwner[owner] {
        rows.append(row)
      } else {
        rowOfOwner[owner] = table.count
        rows.append(table.count)
        table.append(owner)
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
    for index in nodes.indices {
      if case .file(let size, let ids, let idsNameLists, _) = nodes[index].content {
        precondition(size <= Limits.maxFileBytes && (size == 0) == ids.isEmpty)
        precondition(idsNameLists ? !ids.isEmpty : ids.count <= Limits.maxChunksWithoutList)
        output.varint(size)
      }
    }
    for index in nodes.indices {
      if case .file(_, let ids, _, _) = nodes[index].content { output.varint(ids.count) }
    }
  }

  private mutating func writeTargets() {
    for index in nodes.indices {
      if case .symlink(let target) = nodes[index].content {
        precondition(!target.isEmpty && !target.contains(0), "no target of a symlink")
        output.string(target, limit: Limits.maxSymlinkTargetBytes)
      }
    }
    for index in nodes.indices {
      switch nodes[index].content {
      case .blockDevice(let major, let minor), .characterDevice(let major, let minor):
        output.varint(UInt64(major))
        output.varint(UInt64(minor))
      case .file, .folder, .symlink, .fifo, .socket: break
      }
    }
  }

  private mutating func writeHoles(of node: Node) {
    guard case .file(let size, _, _, let holes) = node.content else { return }
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

  private mutating func writeAttributes(_ attributes: [ExtendedAttribute]) {
    output.varint(attributes.count)
    var total = 0
    for (index, attribute) in attributes.enumerated() {
      precondition(!attribute.name.isEmpty && !attribute.name.contains(0))
      precondition(index == 0 || attributes[index - 1].name != attribute.name)
      output.string(attribute.name, limit: Limits.maxAttributeNameBytes)
      output.string(attribute.value, limit: Limits.maxAttributeValueBytes)
      total += attribute.name.count + attribute.value.count
    }
    precondition(total <= Limits.maxAttributesBytesPerNode)
  }
}
