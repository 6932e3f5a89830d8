package import Format
package import SystemPackage

/// A folder of the target by its place: opened when it is needed, closed when others are.
///
/// A tree may have more folders, and more levels, than a process may have descriptors. A folder
/// that has been closed is found again step by step from the nearest one above it that is open, and
/// it must be the same folder: one that was swapped for another, or for a link, is not entered.
package final class TargetFolder: Sendable {
  /// `nil` for the target itself.
  package let parent: TargetFolder?
  /// `nil` for the target itself.
  package let name: FileName?
  /// Whether this run made it.
  package let isNew: Bool
  /// Levels above it.
  package let depth: Int
  /// Whether it, or a folder between it and the target, is where something is mounted.
  package let isMounted: Bool
  package let identity: EntryIdentity
  /// What the shelf knows it by.
  let number: Int
  private let shelf: FolderShelf
  /// The target itself stays open.
  private let root: FolderWriter?

  /// The target.
  init(root: FolderWriter, on shelf: FolderShelf) throws(Errno) {
    (parent, name, isNew, depth, isMounted) = (nil, nil, root.isNew, 0, false)
    identity = EntryIdentity(try root.folder.status())
    (self.root, self.shelf, number) = (root, shelf, shelf.newNumber())
  }

  private init(
    _ writer: FolderWriter, _ name: FileName, in parent: TargetFolder, isMounted: Bool
  ) throws(Errno) {
    self.parent = parent
    self.name = name
    self.isMounted = isMounted || parent.isMounted
    isNew = writer.isNew
    depth = parent.depth + 1
    identity = EntryIdentity(try writer.folder.status())
    shelf = parent.shelf
    number = shelf.newNumber()
    root = nil
    shelf.put(writer, number)
  }

  /// The folder, to be used for a moment: who keeps it keeps a descriptor.
  ///
  /// Throws `.staleNFSFileHandle` when another folder has taken its place, `.fileExists` for
  /// anything else.
  package func open() throws(Errno) -> FolderWriter {
    if let open = root ?? shelf.folder(number) { return open }
    var closed = [self]
    var start: FolderWriter?
    while start == nil, let above = closed[closed.count - 1].parent {
      start = above.root ?? shelf.folder(above.number)
      if start == nil { closed.append(above) }
    }
    guard var folder = start else { throw .badFileDescriptor }
    for place in closed.reversed() {
      guard let name = place.name else { continue }
      folder = try folder.openFolder(name)
      guard EntryIdentity(try folder.folder.status()) == place.identity else {
        throw .staleNFSFileHandle
      }
      shelf.put(folder, place.number)
    }
    return folder
  }

  /// Makes a folder in this one that only its owner may enter until it gets its attributes, or
  /// takes the one that is there.
  ///
  /// Throws `.fileExists` when a link or anything else but a folder has the name.
  package func createFolder(_ name: FileName) throws(Errno) -> TargetFolder {
    try TargetFolder(try open().createFolder(name), name, in: self, isMounted: false)
  }

  /// A folder in this one that is there. Its owner may enter it, whatever its mode says, until it
  /// gets its attributes.
  ///
  /// Throws `.fileExists` when a link or anything else but a folder has the name.
  package func existingFolder(_ name: FileName) throws(Errno) -> TargetFolder {
    let folder = try open()
    return try TargetFolder(
      try folder.openOwnFolder(name), name, in: self, isMounted: folder.isMounted(name))
  }

  /// Relative to the target, components joined by "/"; that of an entry of this folder.
  package func path(of entry: FileName) -> [UInt8] {
    var components = [entry.bytes]
    var folder: TargetFolder? = self
    while let current = folder {
      if let name = current.name { components.append(name.bytes) }
      folder = current.parent
    }
    return Array(components.reversed().joined(separator: [UInt8(ascii: "/")]))
  }
}

/// Which inode of which file system: what stays the same when a name leads elsewhere.
package struct EntryIdentity: Hashable, Sendable {
  package let device: UInt64
  package let inode: UInt64

  package init(_ status: FileStatus) {
    device = status.device
    inode = status.inode
  }
}
