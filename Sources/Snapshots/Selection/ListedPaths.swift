import Format

/// Some paths of a source, which are saved with all that is in them, and the folders above them,
/// which are saved for the sake of the paths.
package struct ListedPaths: Sendable {
  private struct Place: Sendable {
    var children: [FileName: Int] = [:]
    var isListed = false
  }

  /// The first is the source.
  private var places = [Place()]
  /// Listed paths that no entry can have, relative to the source.
  private(set) var impossible: [[UInt8]] = []

  package init() {}

  /// Adds a path relative to the source, its components joined by "/"; empty for the source itself.
  package mutating func add(_ path: [UInt8]) {
    var names: [FileName] = []
    for component in path.split(separator: UInt8(ascii: "/")) {
      guard let name = FileName(component) else { return impossible.append(path) }
      names.append(name)
    }
    let place = names.reduce(0) { child($1, of: $0) }
    places[place].isListed = true
  }

  private mutating func child(_ name: FileName, of place: Int) -> Int {
    if let child = places[place].children[name] { return child }
    places.append(Place())
    places[place].children[name] = places.count - 1
    return places.count - 1
  }
}

// MARK: lookup

extension ListedPaths {
  /// What is listed in one folder.
  struct Folder {
    /// Whether the folder is listed itself, or one above it.
    let isWhole: Bool
    fileprivate let children: [FileName: Int]

    func contains(_ name: FileName) -> Bool { isWhole || children[name] != nil }

    /// Of listed entries and of those above them.
    var names: some Sequence<FileName> { children.keys }
  }

  /// The folder that lies as far below the source as `names` say; `nil` where nothing is listed in
  /// it, as it is saved with all that is in it.
  func folder(at names: [FileName]) -> Folder? {
    var place = 0
    var isWhole = places[0].isListed
    for name in names {
      guard let child = places[place].children[name] else { return nil }
      place = child
      isWhole = isWhole || places[place].isListed
    }
    let children = places[place].children
    return children.isEmpty && isWhole ? nil : Folder(isWhole: isWhole, children: children)
  }

  /// The listed paths below an entry of a folder, relative to the source as the entry's `path` is;
  /// sorted.
  func paths(below path: [UInt8], _ name: FileName, in folder: Folder) -> [[UInt8]] {
    folder.children[name].map { paths(below: $0, at: path) } ?? []
  }

  /// Whether the entry of the folder is listed itself.
  func isListed(_ name: FileName, in folder: Folder) -> Bool {
    folder.children[name].map { places[$0].isListed } ?? false
  }

  /// All that an entry can have; sorted.
  var all: [[UInt8]] { paths(below: 0, at: []) }

  private func paths(below place: Int, at path: [UInt8]) -> [[UInt8]] {
    var found: [[UInt8]] = []
    var waiting = [(place: place, path: path)]
    while let next = waiting.popLast() {
      for (name, child) in places[next.place].children {
        let path = next.path.appending(path: name.bytes)
        if places[child].isListed { found.append(path) }
        waiting.append((child, path))
      }
    }
    return found.sorted { $0.lexicographicallyPrecedes($1) }
  }
}
