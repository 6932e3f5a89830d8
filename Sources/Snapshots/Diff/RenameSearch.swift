import Format
import Pipelines
import SystemPackage

/// Finds in the differences between two trees what was removed here and added there: files by their
/// contents, folders by all that is in them, names, times and owners included.
///
/// Of several candidates one of the same name is taken, else they are paired in the order of their
/// paths. Empty files, and folders with nothing but such, are never taken for renamed.
struct RenameSearch<Tree: ComparedTree> {
  private let held: [HeldChange<Tree.Entry>]
  private let tree: Tree
  private let cancellation: Cancellation
  private let subtrees: SubtreesOfChanges
  /// By the number of what was added.
  private var renames: [Int: TreeChange] = [:]
  /// What is told by a rename.
  private var isTold: [Bool]

  init(_ held: [HeldChange<Tree.Entry>], _ tree: Tree, _ cancellation: Cancellation) {
    self.held = held
    self.tree = tree
    self.cancellation = cancellation
    subtrees = SubtreesOfChanges(held.map(\.change))
    isTold = Array(repeating: false, count: held.count)
  }

  /// The differences, ascending by path, with renames in the place of what they tell.
  mutating func run() throws -> [TreeChange] {
    try pairFolders()
    try pairFiles()
    return held.indices.compactMap { index in
      renames[index] ?? (isTold[index] ? nil : held[index].change)
    }
  }

  /// Pairs of equal things: first those of one name, then the others in their order.
  private func pairs(_ removed: [Int], _ added: [Int]) -> [(removed: Int, added: Int)] {
    let removed = removed.filter { !isTold[$0] }
    let added = added.filter { !isTold[$0] }
    var waiting = Dictionary(grouping: removed, by: name).mapValues { $0[...] }
    var pairs: [(removed: Int, added: Int)] = []
    var others: [Int] = []
    for index in added {
      if let found = waiting[name(index)]?.popFirst() {
        pairs.append((found, index))
      } else {
        others.append(index)
      }
    }
    let taken = Set(pairs.map(\.removed))
    return pairs + zip(removed.filter { !taken.contains($0) }, others).map { ($0, $1) }
  }

  private func name(_ index: Int) -> [UInt8] {
    held[index].change.path.split(separator: UInt8(ascii: "/")).last.map { Array($0) } ?? []
  }

  private func isOf(_ kind: TreeChange.Kind, _ index: Int) -> Bool {
    held[index].change.kind == kind
  }
}

// MARK: folders

extension RenameSearch {
  private mutating func pairFolders() throws {
    let folders = held.indices.filter {
      held[$0].change.isOfFolder && subtrees.extent(of: $0).bytes > 0
    }
    // Larger ones first: what is in them is told with them.
    let groups = Dictionary(grouping: folders) { subtrees.signature(of: $0) }.values
      .sorted {
        (subtrees.extent(of: $1[0]).entries, $0[0]) < (subtrees.extent(of: $0[0]).entries, $1[0])
      }
    for group in groups {
      let removed = group.filter { isOf(.removed, $0) }
      let added = group.filter { isOf(.added, $0) }
      for pair in pairs(removed, added) {
        // One that lies in another of its group cannot be, but a hash is no proof.
        guard !isTold[pair.removed], !isTold[pair.added] else { continue }
        if try isEqual(pair.removed, pair.added) { note(pair.removed, pair.added) }
      }
    }
  }

  /// Whether all that is in the folders is the same.
  private func isEqual(_ removed: Int, _ added: Int) throws -> Bool {
    let old = subtrees.range(of: removed)
    let new = subtrees.range(of: added)
    guard old.count == new.count else { return false }
    let starts = (held[removed].change.path.count, held[added].change.path.count)
    for (old, new) in zip(old, new) {
      try cancellation.check()
      guard
        held[old].change.path[starts.0...] == held[new].change.path[starts.1...],
        try isSame(old, new)
      else { return false }
    }
    return true
  }

  private func isSame(_ old: Int, _ new: Int) throws -> Bool {
    guard let node = held[old].old, let entry = held[new].new, node.kind == entry.kind,
      node.size == tree.facts(of: entry).size, attributeChanges(node, entry).isEmpty
    else { return false }
    guard node.kind == .file, node.size > 0 else { return true }
    do {
      return try tree.hasContents(of: node, entry, at: held[new].change.path)
    } catch is Errno {
      return false
    }
  }

  private func attributeChanges(_ node: Node, _ entry: Tree.Entry) -> [AttributeChange] {
    let facts = AttributeChange.between(
      EntryFacts(node), tree.facts(of: entry), isSameTime: tree.isSameTime(entry, as: node))
    // Those of an entry on the disk are not kept.
    guard let attributes = try? tree.attributes(of: entry) else { return facts }
    return facts + AttributeChange.between(node.attributes, attributes)
  }
}

// MARK: files

extension RenameSearch {
  private mutating func pairFiles() throws {
    let files = held.indices.filter { !isTold[$0] && held[$0].change.bytes > 0 }
      .filter { held[$0].change.entry?.kind == .file }
    var sizes: [UInt64: FilesOfOneSize] = [:]
    var groups: [[ChunkID]: (removed: [Int], added: [Int])] = [:]
    for index in files where isOf(.removed, index) {
      guard let node = held[index].old else { continue }
      sizes[node.size, default: FilesOfOneSize()].add(node)
      groups[node.ids, default: ([], [])].removed.append(index)
    }
    for index in files where isOf(.added, index) {
      guard let entry = held[index].new, let group = sizes[held[index].change.bytes] else {
        continue
      }
      try cancellation.check()
      let path = held[index].change.path
      // What cannot be read was added, as far as anybody knows.
      guard let chunks = try? tree.chunks(of: entry, at: path, amongThoseOf: group) else {
        continue
      }
      groups[chunks]?.added.append(index)
    }
    for group in groups.values {
      for pair in pairs(group.removed, group.added) { note(pair.removed, pair.added) }
    }
  }

  private mutating func note(_ removed: Int, _ added: Int) {
    guard let node = held[removed].old, let entry = held[added].new else { return }
    let isFolder = node.kind == .folder
    let extent = subtrees.extent(of: added)
    renames[added] = TreeChange(
      held[removed].change, to: held[added].change, attributeChanges(node, entry),
      files: isFolder ? extent.files : 1, bytes: isFolder ? extent.bytes : node.size)
    for index in [removed, added] {
      isTold[index] = true
      for inside in subtrees.range(of: index) { isTold[inside] = true }
    }
  }
}
