import Format

/// One side of a mirror, or what both last agreed on: the root's own metadata and its nodes.
package struct MirrorTree: Hashable, Sendable {
  package var metadata: MirrorMetadata
  /// Ascending by name, no two equal.
  package var nodes: [MirrorNode]
  /// Leaves in sealed folders.
  package var sealedLeaves: Int

  package init(metadata: MirrorMetadata, nodes: [MirrorNode], sealedLeaves: Int = 0) {
    self.metadata = metadata
    self.nodes = nodes
    self.sealedLeaves = sealedLeaves
  }

  /// Files, links and special files, in sealed folders too.
  package var leafCount: Int { Tally.leaves(nodes) + sealedLeaves }

  /// What is at `path`, which is not the root; `nil` if nothing is, as far as that is known.
  package func node(at path: MirrorPath) -> MirrorNode? {
    var found: MirrorNode?
    var nodes = nodes
    for name in path.names {
      found = nodes.node(named: name)
      nodes = found?.nodes ?? []
    }
    return found
  }

  /// Whether nothing is at `path`, and that is known.
  func lacks(_ path: MirrorPath) -> Bool {
    var nodes = nodes
    for name in path.names {
      guard let node = nodes.node(named: name) else { return true }
      if node.isUnknown { return false }
      nodes = node.nodes
    }
    return false
  }

  /// Whether a node could be put at `path`: nothing is there, and what is above it are folders as
  /// far as they exist.
  func hasRoom(at path: MirrorPath) -> Bool {
    var nodes = nodes
    for name in path.names {
      guard let node = nodes.node(named: name) else { return true }
      guard node.isFolder else { return false }
      nodes = node.nodes
    }
    return false
  }
}

extension [MirrorNode] {
  /// The one of that name, in an array in order of names.
  func node(named name: FileName) -> MirrorNode? {
    var low = startIndex
    var high = endIndex
    while low < high {
      let middle = low + (high - low) / 2
      if self[middle].name < name { low = middle + 1 } else { high = middle }
    }
    return low < endIndex && self[low].name == name ? self[low] : nil
  }
}
