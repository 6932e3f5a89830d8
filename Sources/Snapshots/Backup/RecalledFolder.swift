import FileTree
import Format
import Repository

/// What the scan cache recalls of a folder, and whether it still holds. Made on another thread than
/// the one that compares.
enum RecalledFolder: Sendable {
  case nothing
  /// There is nothing in the folder but files, they are what they were, and all that their nodes
  /// name is usable: nothing of it needs to be looked at again.
  case same(tree: TreeReference, fingerprints: [Fingerprint?], bytes: UInt64)
  /// The files are what they were; nobody has looked at what their nodes name.
  case unchanged(tree: TreeReference, fingerprints: [Fingerprint?])
  case row(ScanRow)

  init(_ folder: WalkedFolder, _ rows: (any ScanRowReader)?, _ trees: ComparedTrees?) {
    let files = folder.entries.indices.filter { folder.entries[$0].status.kind == .file }
    let row = rows?.row(at: folder.path, unless: files.count) { index in
      ScanRow.Entry(unchanged: folder.entries[files[index]])
    }
    switch row {
    case nil: self = .nothing
    case .other(let row): self = .row(row)
    case .expected(let tree, let fingerprints):
      let bytes =
        files.count == folder.entries.count
        ? trees?.bytesOfFiles(in: tree, count: files.count) : nil
      // What has other names is in a group of the session.
      if let bytes, folder.entries.allSatisfy({ $0.status.linkCount == 1 }) {
        self = .same(tree: tree, fingerprints: fingerprints, bytes: bytes)
      } else {
        self = .unchanged(tree: tree, fingerprints: fingerprints)
      }
    }
  }

  /// The tree that the row names.
  var tree: TreeReference? {
    switch self {
    case .nothing: nil
    case .same(let tree, _, _), .unchanged(let tree, _): tree
    case .row(let row): row.tree
    }
  }

  /// Files of which the row says something.
  var files: Int? {
    switch self {
    case .nothing: nil
    case .same(_, let fingerprints, _), .unchanged(_, let fingerprints): fingerprints.count
    case .row(let row): row.entries.count
    }
  }

  /// What it weighs in memory, about, in nodes.
  var weight: Int {
    switch self {
    case .nothing: 0
    case .same(_, let fingerprints, _), .unchanged(_, let fingerprints): fingerprints.count / 8
    case .row(let row): row.entries.count
    }
  }
}

extension ComparedTrees {
  /// The sum of the sizes of the files in a tree that has `count` files, none with another name,
  /// and nothing else, and may be referred to with all that it names; `nil` for any other.
  func bytesOfFiles(in tree: TreeReference, count: Int) -> UInt64? {
    guard isUsable(tree), let named = try? reader.references(of: tree.id), named.holdsOnlyFiles,
      named.sizes.count == count, areUsable(named)
    else { return nil }
    return named.sizes.reduce(0, &+)
  }
}

extension ScanRow.Entry {
  /// What a row would say of the file if nothing had touched it for long.
  fileprivate init(unchanged entry: FolderEntry) {
    let status = entry.status
    self.init(
      name: entry.name, size: status.size, modified: status.modified, changed: status.changed,
      inode: status.inode, isSettled: true)
  }

  /// Whether it proves that a file still is what it was when the row was made: same size, times and
  /// inode, and settled when it was read.
  func vouches(for status: FileStatus) -> Bool {
    isSettled && size == status.size && modified == status.modified && changed == status.changed
      && inode == status.inode
  }
}
