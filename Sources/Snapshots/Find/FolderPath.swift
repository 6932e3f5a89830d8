import Format

/// The path of a folder, as a chain of names: thousands of levels cost memory by their number and
/// not by the square of it.
final class FolderPath: Sendable {
  /// `nil` for the root.
  let parent: FolderPath?
  let name: FileName?

  /// The root.
  init() {
    parent = nil
    name = nil
  }

  init(_ name: FileName, in parent: FolderPath) {
    self.parent = parent
    self.name = name
  }

  /// Joined by "/"; empty for the root.
  var bytes: [UInt8] { path(to: nil) }

  /// The path of an entry.
  func path(to entry: FileName?) -> [UInt8] {
    var names = entry.map { [$0.bytes] } ?? []
    var folder: FolderPath? = self
    while let current = folder {
      if let name = current.name { names.append(name.bytes) }
      folder = current.parent
    }
    return Array(names.reversed().joined(separator: [UInt8(ascii: "/")]))
  }
}

/// Paths of folders, of which there is one of each.
struct FolderPaths {
  private struct Child: Hashable {
    let parent: ObjectIdentifier
    let name: FileName
  }

  let root = FolderPath()
  private var children: [Child: FolderPath] = [:]

  /// The folder of that name; `nil` if nobody has asked for it yet.
  func existing(_ name: FileName, in parent: FolderPath) -> FolderPath? {
    children[Child(parent: ObjectIdentifier(parent), name: name)]
  }

  mutating func folder(_ name: FileName, in parent: FolderPath) -> FolderPath {
    if let existing = existing(name, in: parent) { return existing }
    let folder = FolderPath(name, in: parent)
    children[Child(parent: ObjectIdentifier(parent), name: name)] = folder
    return folder
  }

  /// All but the root.
  var all: some Sequence<FolderPath> { children.values }
}
