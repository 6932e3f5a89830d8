import CShims
package import Format
package import SystemPackage

/// Writes a tree below a folder and nowhere else.
///
/// Everything goes through descriptors of folders and single names; no link is followed, neither
/// one that lay in the target before nor one planted meanwhile. Entries appear under temporary
/// names, get their attributes, and then their own name in one step.
package struct TreeWriter: Sendable {
  /// The target itself.
  package let root: FolderWriter
  /// The target as the folders in it see it.
  package let target: TargetFolder

  /// `run` is random; it stands in the names of unfinished entries: ".martlet-<run>-<count>.tmp".
  /// Several targets may share a shelf.
  package init(
    target: OpenFolder, run: UInt64, shelf: FolderShelf = FolderShelf()
  ) throws(Errno) {
    root = FolderWriter(folder: target, names: TemporaryNames(run: run), isNew: false)
    self.target = try TargetFolder(root: root, on: shelf)
  }

  /// The folder below the target that `path` leads to, step by step; the target for no steps.
  ///
  /// Throws `.fileExists` when a step is no folder.
  package func folder(at path: some Sequence<FileName>) throws(Errno) -> FolderWriter {
    var folder = root
    for name in path { folder = try folder.openFolder(name) }
    return folder
  }

  /// Returns when everything written to the target's file system is durable. Called once, at the
  /// end: a sync for every file would cost more than the restore.
  package func sync() throws(Errno) {
    let descriptor = root.folder.descriptor
    try systemCall { martlet_tree_sync(descriptor) }
  }
}
