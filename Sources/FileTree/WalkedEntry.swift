package import Format

/// An entry that is no folder, at its place in the walk.
package struct WalkedEntry: Sendable {
  package let name: FileName
  package let status: FileStatus
  package let folder: WalkedFolder
  /// Where `name` is opened.
  package let parent: OpenFolder

  /// Relative to the root, components joined by "/".
  package var path: [UInt8] { folder.path(of: name.bytes) }
}

/// Entries that are no folders and stand one behind the other, at their place in the walk.
package struct WalkedStretch: Sendable {
  /// Ascending by name; at least one.
  package var entries: ArraySlice<FolderEntry>
  package let folder: WalkedFolder
  /// Where the names are opened.
  package let parent: OpenFolder
}
