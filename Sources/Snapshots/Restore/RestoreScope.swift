import Format

/// What of a root is restored: the part that was named, and of that what is selected.
struct RestoreScope: Sendable {
  let selection: RestoreSelection
  /// A path relative to the root; empty for all of it.
  let part: [UInt8]

  /// What becomes of the folder whose contents the root is.
  var root: RestoreSelection.Choice { part.isEmpty ? selection.root : .passage }

  /// What becomes of an entry, by its path relative to the root, of a folder that is wanted or a
  /// passage.
  func choice(
    _ path: @autoclosure () -> [UInt8], _ kind: NodeKind, in folder: RestoreSelection.Choice
  ) -> RestoreSelection.Choice {
    guard !part.isEmpty else { return selection.choice(path(), kind, in: folder) }
    let path = path()
    if path == part { return kind == .folder ? selection.root : .wanted }
    if path.starts(with: part + [slash]) {
      return selection.choice(Array(path[(part.count + 1)...]), kind, in: folder)
    }
    return kind == .folder && part.starts(with: path + [slash]) ? .passage : .unwanted
  }
}

private let slash = UInt8(ascii: "/")
