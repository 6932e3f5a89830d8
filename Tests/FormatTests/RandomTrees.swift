import TestSupport

@testable import Format

extension Owner {
  static func random(using random: inout SeededGenerator) -> Self {
    Owner(
      permissions: UInt16.random(in: 0...0o7777, using: &random),
      userID: UInt32(truncatingIfNeeded: random.word()),
      groupID: UInt32(truncatingIfNeeded: random.word()), user: random.text(upTo: 255),
      group: random.text(upTo: 255))
  }
}

extension Node {
  static func random(
    named name: FileName, owner: Owner, using random: inout SeededGenerator
  ) -> Self {
    let content = Content.random(using: &random)
    var isFolder = false
    if case .folder = content { isFolder = true }
    let names = Set(
      random.list(upTo: random.chance(20) ? 3 : 0) { $0.bytes(in: 1...5, without: [0]) })
    let attributes = names.map { name in
      ExtendedAttribute(name: name, value: random.bytes(Int.random(in: 0...5, using: &random)))
    }
    return Node(
      name: name, owner: owner, modified: random.time(), content: content,
      hardLinkGroup: !isFolder && random.chance(20) ? random.next() : nil, attributes: attributes)
  }
}

extension Node.Content {
  static func random(using random: inout SeededGenerator) -> Self {
    switch random.element(of: NodeKind.allCases) {
    case .file: randomFile(using: &random)
    case .folder: .folder(TreeReference(id: random.chunkID(), isList: random.chance(30)))
    case .symlink: .symlink(target: random.bytes(in: 1...9, without: [0]))
    case .fifo: .fifo
    case .socket: .socket
    case .blockDevice:
      .blockDevice(
        major: UInt32(truncatingIfNeeded: random.word()),
        minor: UInt32(truncatingIfNeeded: random.word()))
    case .characterDevice: .characterDevice(major: 1, minor: UInt32.max)
    }
  }

  private static func randomFile(using random: inout SeededGenerator) -> Self {
    let size = UInt64(random.number(upTo: Int.max))
    guard size > 0 else { return .file(size: 0, ids: [], idsNameLists: false, holes: []) }
    var holes: [Hole] = []
    if random.chance(30) {
      var end: UInt64 = 0
      for index in 0..<3 where size - end > 1 {
        let offset = UInt64.random(in: (index == 0 ? 0 : end + 1)..<size, using: &random)
        let length = UInt64.random(in: 1...(size - offset), using: &random)
        holes.append(Hole(offset: offset, length: length))
        end = offset + length
      }
    }
    let ids = [random.chunkID()] + random.list(upTo: 3) { $0.chunkID() }
    return .file(size: size, ids: ids, idsNameLists: random.chance(20), holes: holes)
  }
}

extension TreePiece {
  static func random(using random: inout SeededGenerator) -> Self {
    let owners = [Owner.random(using: &random)] + random.list(upTo: 2) { Owner.random(using: &$0) }
    let count = Int.random(in: 0...8, using: &random)
    let nodes = random.names(count).map { name in
      Node.random(named: name, owner: random.element(of: owners), using: &random)
    }
    return TreePiece(nodes: nodes)
  }
}

extension TreeList {
  static func random(using random: inout SeededGenerator) -> Self {
    let count = Int.random(in: 2...6, using: &random)
    return TreeList(
      entries: random.names(count).map { Entry(firstName: $0, id: random.chunkID()) })
  }
}

extension ChunkList {
  static func random(using random: inout SeededGenerator) -> Self {
    ChunkList(ids: [random.chunkID()] + random.list(upTo: 5) { $0.chunkID() })
  }
}

extension TreePieceReferences {
  /// Whether these are the references of that piece.
  func names(sameAs piece: TreePiece) -> Bool {
    var contents: [ChunkID] = []
    var lists: [Bool] = []
    var folders: [TreeReference] = []
    for node in piece.nodes {
      switch node.content {
      case .file(_, let ids, let idsNameLists, _):
        contents += ids
        lists += ids.map { _ in idsNameLists }
      case .folder(let tree): folders.append(tree)
      default: continue
      }
    }
    return self.contents.map(\.id) == contents && self.contents.map(\.namesChunks) == lists
      && self.folders == folders
  }
}
