import Format

/// Where a walk left something out: the topmost paths only, for what is below is nobody's business.
///
/// In a tree that has more of them than a person would name, a build folder's objects say, they
/// take their names and a few bytes each; past `maxBytes` no more are kept, and whoever needs all
/// of them must not go on.
package struct LeftOutPlaces: Sendable {
  package struct Place: Hashable, Sendable {
    /// Absolute.
    package let path: [UInt8]
    package let isOtherFileSystem: Bool
  }

  private static let maxBytes = 64 << 20

  /// Of one folder.
  private struct Group: Sendable {
    let folder: [UInt8]
    /// Each ended by a zero byte; one that begins with a slash is on another file system.
    var names: [UInt8] = []
  }

  private var groups: [Group] = []
  private var bytes = 0
  /// Whether there are more than were kept.
  package private(set) var isCutShort = false

  package init() {}

  /// `folder` is absolute.
  mutating func add(_ name: FileName, in folder: [UInt8], _ reason: Exclusion) {
    if groups.last?.folder != folder {
      groups.append(Group(folder: folder))
      bytes += folder.count + MemoryLayout<Group>.size
    }
    bytes += name.bytes.count + 2
    guard bytes <= Self.maxBytes, let last = groups.indices.last else {
      isCutShort = true
      return
    }
    if reason == .otherFileSystem { groups[last].names.append(UInt8(ascii: "/")) }
    groups[last].names += name.bytes + [0]
  }

  /// In the order of the walk.
  package var all: [Place] {
    groups.flatMap { group in
      group.names.split(separator: 0).map { name in
        let isOther = name.first == UInt8(ascii: "/")
        return Place(
          path: group.folder.appending(path: Array(isOther ? name.dropFirst() : name)),
          isOtherFileSystem: isOther)
      }
    }
  }
}
