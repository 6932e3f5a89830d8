package import Format
package import Repository

/// An entry that was found, the same in one snapshot or in many.
package struct FoundEntry: Sendable {
  package let name: FileName
  /// Where it is.
  let folder: FolderPath
  /// Of the newest of the snapshots.
  package let facts: EntryFacts
  package let newest: CatalogedSnapshot
  package private(set) var oldest: CatalogedSnapshot
  package private(set) var snapshots = 1

  init(_ node: Node, in folder: FolderPath, of snapshot: CatalogedSnapshot) {
    name = node.name
    self.folder = folder
    facts = EntryFacts(node)
    newest = snapshot
    oldest = snapshot
  }

  /// As in a snapshot's name: relative to the source, or of several beginning with its name. Put
  /// together when it is asked for.
  package var path: [UInt8] { folder.path(to: name) }

  /// Counts one more snapshot, which is older.
  mutating func add(_ snapshot: CatalogedSnapshot) {
    snapshots += 1
    oldest = snapshot
  }
}

/// What two entries of one folder must have in common to be one that was found in two snapshots. Of
/// a folder that is its name: it is another one whenever anything in it is.
struct FoundVersion: Hashable {
  let folder: ObjectIdentifier
  let name: FileName
  let kind: NodeKind
  let facts: EntryFacts?
  let chunks: [ChunkID]

  init(_ node: Node, in folder: FolderPath) {
    self.folder = ObjectIdentifier(folder)
    name = node.name
    kind = node.kind
    facts = node.kind == .folder ? nil : EntryFacts(node)
    chunks = node.kind == .folder ? [] : node.ids
  }
}

extension [FoundEntry] {
  /// Ascending by path, folder by folder; of one path in their order here.
  func sorted(in paths: FolderPaths) -> [FoundEntry] {
    let entries = Dictionary(grouping: indices) { ObjectIdentifier(self[$0].folder) }
    let folders = Dictionary(grouping: paths.all) { $0.parent.map { ObjectIdentifier($0) } }
    var sorted: [FoundEntry] = []
    // What is next is last.
    var pending: [FoundItem] = [.folder(paths.root)]
    while let next = pending.popLast() {
      switch next {
      case .entry(let number): sorted.append(self[number])
      case .folder(let folder):
        let id = ObjectIdentifier(folder)
        var items = (entries[id] ?? []).map { (self[$0].name, 0, FoundItem.entry($0), $0) }
        for inside in folders[id] ?? [] {
          if let name = inside.name { items.append((name, 1, .folder(inside), 0)) }
        }
        // A folder before what is in it.
        items.sort { ($0.0, $0.1, $0.3) > ($1.0, $1.1, $1.3) }
        pending += items.map(\.2)
      }
    }
    return sorted
  }
}

/// What stands in a folder of paths.
private enum FoundItem {
  /// By its number.
  case entry(Int)
  case folder(FolderPath)
}
