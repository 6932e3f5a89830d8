package import Format

/// A folder of a walk: where it is and what it held when it was listed.
///
/// Holds no descriptor. A folder knows the one above it and not its own path, so that a deep tree
/// costs memory by its depth and not by the square of it.
package final class WalkedFolder: Sendable {
  /// `nil` for the root.
  package let parent: WalkedFolder?
  /// `nil` for the root.
  package let name: FileName?
  package let status: FileStatus
  /// Everything whose status could be read, subfolders included, sorted by name bytes.
  package let entries: [FolderEntry]
  /// Zero for the root.
  package let depth: Int

  init(name: FileName?, status: FileStatus, entries: [FolderEntry], in parent: WalkedFolder?) {
    self.name = name
    self.status = status
    self.entries = entries
    self.parent = parent
    depth = (parent?.depth ?? -1) + 1
  }

  /// Relative to the root, components joined by "/"; empty for the root.
  package var path: [UInt8] {
    var components: [[UInt8]] = []
    var byteCount = 0
    var folder: WalkedFolder? = self
    while let current = folder {
      if let name = current.name {
        components.append(name.bytes)
        byteCount += name.bytes.count + 1
      }
      folder = current.parent
    }
    var path: [UInt8] = []
    path.reserveCapacity(byteCount)
    for component in components.reversed() {
      if !path.isEmpty { path.append(UInt8(ascii: "/")) }
      path.append(contentsOf: component)
    }
    return path
  }

  /// The path of an entry of this folder.
  func path(of name: [UInt8]) -> [UInt8] {
    self.name == nil ? name : path + [UInt8(ascii: "/")] + name
  }
}
