package import Format
package import SystemPackage

/// What a walk comes across, in order.
package enum WalkEvent: Sendable {
  /// A folder before its entries. The handle stays open while anybody holds it: a consumer that
  /// keeps one for every level of a deep tree runs out of descriptors.
  case enter(WalkedFolder, OpenFolder)
  /// Anything but a folder.
  case entry(WalkedEntry)
  /// The folder after its entries.
  case leave(WalkedFolder)
  /// Something that could not be read; the walk goes on behind it.
  case failed(WalkFailure)
}

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

/// What could not be read during a walk, and why.
package struct WalkFailure: Sendable {
  package enum Operation: Sendable {
    /// The entry's status; nothing but its name is known.
    case status
    /// Opening a folder, or coming back to it.
    case open
    /// Listing a folder's entries; none of them is visited.
    case list
  }

  /// Relative to the root; empty for the root itself. The last component may be no `FileName`.
  package let path: [UInt8]
  package let operation: Operation
  /// `.noSuchFileOrDirectory` when the entry vanished during the walk.
  package let error: Errno
  /// Known of a folder that could not be opened or listed.
  package let status: FileStatus?
}
