import Format

/// Where in a root something may be that is not known (R10), as a tree of names.
struct UnknownPlaces: Sendable {
  private(set) var isUnknown = false
  private(set) var below: [FileName: UnknownPlaces] = [:]

  static let none = UnknownPlaces()

  /// Of absolute paths those below `root`; a path that no entry can have counts for the folder.
  init(_ paths: [[UInt8]] = [], root: [UInt8] = []) {
    let prefix = root.last == UInt8(ascii: "/") ? root : root + [UInt8(ascii: "/")]
    for path in paths where path.starts(with: prefix) {
      add(path[prefix.count...].split(separator: UInt8(ascii: "/"))[...])
    }
  }

  var isNone: Bool { !isUnknown && below.isEmpty }

  mutating func add(_ path: MirrorPath) {
    add(path.names.map { $0.bytes[...] }[...])
  }

  private mutating func add(_ names: ArraySlice<ArraySlice<UInt8>>) {
    guard let first = names.first, let name = FileName(first) else {
      isUnknown = true
      return
    }
    below[name, default: .none].add(names.dropFirst())
  }
}
