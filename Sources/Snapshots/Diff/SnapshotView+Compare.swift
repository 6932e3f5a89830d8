import FileTree
package import Format
package import Repository
package import SystemPackage

extension SnapshotView {
  /// Where on this machine the entry was when it was saved, to be compared with what is there now.
  ///
  /// Throws `failed` for the snapshot of another machine, whose folders are not here, and where
  /// nothing is there any more.
  package func sourceRoots(
    of entry: Entry, host: String
  ) throws(RepositoryError) -> LiveTree.Roots {
    let body = snapshot.snapshot
    guard body.host == host else {
      throw RepositoryError(
        .failed, "the snapshot is of \(body.host), and its folders are not on this machine",
        at: "snapshot \(snapshot.id.short)",
        advice: "compare it with a folder of this machine, or with another snapshot: "
          + "martlet diff \(snapshot.id.short) DIR/")
    }
    let roots = roots(of: entry)
    guard roots.paths.contains(where: \.isThere) else {
      throw RepositoryError(
        .failed, "there is nothing where it was saved from",
        at: roots.paths.map(\.string).joined(separator: ", "),
        advice: "mount it, or compare with another folder: "
          + "martlet diff \(snapshot.id.short) DIR/")
    }
    return roots
  }

  /// See `SnapshotTree.init`.
  package func tree(of entry: Entry, fileName: FileName? = nil) -> SnapshotTree {
    SnapshotTree(entry, in: self, fileName: fileName)
  }

  private func roots(of entry: Entry) -> LiveTree.Roots {
    guard let node = entry.node else {
      return .several(
        sourceNodes.map { node in
          let source = Entry(path: [node.name], node: node)
          return (name: node.name, path: FilePath(bytes: originalPath(of: source)))
        })
    }
    return .one(FilePath(bytes: originalPath(of: entry)), fileName: node.name)
  }

  /// What of the entry and its counterpart is compared.
  package func selection(_ excluded: IgnoreRules, for entry: Entry) -> DiffSelection {
    var selection = DiffSelection()
    selection.excluded = excluded
    let isInSource = sourceNodes.count == 1 ? entry.path[...] : entry.path.dropFirst()
    selection.place = Array(isInSource.map(\.bytes).joined(separator: [UInt8(ascii: "/")]))
    selection.isOverSources = entry.node == nil
    return selection
  }
}

extension LiveTree.Roots {
  /// Absolute.
  package var paths: [FilePath] {
    switch self {
    case .one(let path, _): [path]
    case .several(let roots): roots.map(\.path)
    }
  }
}

extension FilePath {
  /// Whether there is an entry, be it a link to nothing.
  var isThere: Bool {
    guard let name = lastComponent.flatMap({ FileName($0.bytes) }) else { return true }
    return (try? OpenFolder.open(removingLastComponent()).status(of: name)) != nil
  }
}
