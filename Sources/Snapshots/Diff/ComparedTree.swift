package import Format
import Repository
package import SystemPackage

/// A tree that a snapshot can be compared with.
package protocol ComparedTree: SortedTree {
  /// The folder whose entries are walked; `nil` over several sources, and where it is none.
  var root: Entry? { get }

  func facts(of entry: Entry) -> EntryFacts

  /// Whether the entry's time counts as that of the node.
  func isSameTime(_ entry: Entry, as node: Node) -> Bool

  /// Ascending by name.
  func attributes(of entry: Entry) throws(Errno) -> [ExtendedAttribute]

  /// Whether a file holds what the node says. Throws `Errno` where it cannot be read.
  func hasContents(of node: Node, _ entry: Entry, at path: [UInt8]) throws -> Bool

  /// The chunks of the file if one in the group has the same contents, else `nil`.
  func chunks(of entry: Entry, at path: [UInt8], amongThoseOf group: FilesOfOneSize) throws
    -> [ChunkID]?

  /// The entry without what should not be kept for long.
  func kept(_ entry: Entry) -> Entry
}

/// Files of a snapshot that have one size, which is not zero.
package struct FilesOfOneSize {
  /// One for each contents, in the order in which they came.
  private(set) var nodes: [Node] = []
  private var known: Set<[ChunkID]> = []

  mutating func add(_ node: Node) {
    if known.insert(node.ids).inserted { nodes.append(node) }
  }

  func contains(_ ids: [ChunkID]) -> Bool { known.contains(ids) }
}

extension SnapshotTree: ComparedTree {
  package func facts(of entry: Node) -> EntryFacts { EntryFacts(entry) }

  package func isSameTime(_ entry: Node, as node: Node) -> Bool { entry.modified == node.modified }

  package func attributes(of entry: Node) throws(Errno) -> [ExtendedAttribute] {
    entry.attributes
  }

  /// By the IDs of the chunks: nothing is read.
  package func hasContents(of node: Node, _ entry: Node, at path: [UInt8]) -> Bool {
    node.size == entry.size && node.ids == entry.ids
  }

  package func chunks(
    of entry: Node, at path: [UInt8], amongThoseOf group: FilesOfOneSize
  ) -> [ChunkID]? {
    group.contains(entry.ids) ? entry.ids : nil
  }

  package func kept(_ entry: Node) -> Node { entry }
}
