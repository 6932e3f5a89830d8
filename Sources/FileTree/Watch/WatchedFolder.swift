import Format

/// A folder with a watch. Its path follows from those around it, for they are what gets renamed.
final class WatchedFolder {
  /// `nil` for the root.
  let parent: WatchedFolder?
  let name: FileName?

  init(_ name: FileName? = nil, in parent: WatchedFolder? = nil) {
    self.name = name
    self.parent = parent
  }

  /// From the root down.
  var path: [FileName] {
    var names: [FileName] = []
    var folder: WatchedFolder? = self
    while let current = folder {
      if let name = current.name { names.append(name) }
      folder = current.parent
    }
    return names.reversed()
  }
}
