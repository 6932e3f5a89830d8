import FileTree
import Format

/// A selection as it applies to one source.
struct SourceSelection {
  let selection: Selection
  let own: Set<BackupRequest.LeftOut>
  /// That of the source itself.
  let device: UInt64
  let listing: ListedPaths?

  /// How it applies to the folder at `path`, relative to the source, with the components `names`.
  ///
  /// `kind` says what an entry of the folder is; `nil` where there is none of that name.
  func folder(
    _ path: [UInt8], _ names: [FileName], _ open: OpenFolder, kind: (FileName) -> NodeKind?
  ) -> FolderSelection {
    FolderSelection(
      self, path: path, tag: tag(open, kind: kind), listed: listing?.folder(at: names))
  }

  private func tag(_ open: OpenFolder, kind: (FileName) -> NodeKind?) -> FolderSelection.Tag? {
    var reasons: [(Exclusion, FileName)] = []
    if selection.traits.contains(.cacheFolder), let name = CacheTag.name, kind(name) == .file,
      CacheTag.isValid(name, in: open)
    {
      reasons.append((.cacheFolder, name))
    }
    for marker in selection.markers where kind(marker) != nil {
      reasons.append((.marker(marker), marker))
    }
    guard let first = reasons.first else { return nil }
    return FolderSelection.Tag(reason: first.0, kept: Set(reasons.map { $0.1 }))
  }
}

extension WalkedFolder {
  /// The components of its path, below the source.
  var names: [FileName] {
    var names: [FileName] = []
    var folder: WalkedFolder? = self
    while let current = folder {
      if let name = current.name { names.append(name) }
      folder = current.parent
    }
    return names.reversed()
  }

  /// The entry of that name; `nil` if there is none, or its status could not be read.
  func entry(named name: FileName) -> FolderEntry? {
    var low = 0
    var high = entries.count
    while low < high {
      let middle = (low + high) / 2
      if entries[middle].name < name { low = middle + 1 } else { high = middle }
    }
    return low < entries.count && entries[low].name == name ? entries[low] : nil
  }
}
