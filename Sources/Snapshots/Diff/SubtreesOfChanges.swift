import Format

/// Which differences lie in folders that are differences themselves, added or removed with all that
/// is in them.
struct SubtreesOfChanges {
  /// What is in a folder, at any depth.
  struct Extent {
    var entries = 0
    var files = 0
    var bytes: UInt64 = 0
  }

  /// The number behind the last difference in each folder; its own where there is none in it.
  private var ends: [Int]
  private var extents: [Extent]
  private var signatures: [Int]

  /// `changes` ascend by path, folder by folder.
  init(_ changes: [TreeChange]) {
    ends = changes.indices.map { $0 + 1 }
    extents = Array(repeating: Extent(), count: changes.count)
    signatures = Array(repeating: 0, count: changes.count)
    let parents = findFolders(changes)
    // From the last to the first, so that a folder is complete before the one above it.
    for index in changes.indices.reversed() {
      var hasher = Hasher()
      hasher.combine(signatures[index])
      Self.hash(changes[index], into: &hasher)
      let folder = parents[index]
      signatures[index] = hasher.finalize()
      guard let folder else { continue }
      add(index, changes[index], to: folder, above: changes[folder].path.count)
    }
  }

  /// The differences in a folder.
  func range(of index: Int) -> Range<Int> { index + 1..<ends[index] }

  func extent(of index: Int) -> Extent { extents[index] }

  /// Equal for folders that hold the same, as far as names, sizes, times and modes tell.
  func signature(of index: Int) -> Int { signatures[index] }

  /// The folder that each difference lies in, if that is one of them.
  private mutating func findFolders(_ changes: [TreeChange]) -> [Int?] {
    var open: [Int] = []
    return changes.indices.map { index in
      while let folder = open.last, !changes[index].lies(in: changes[folder]) { open.removeLast() }
      for folder in open { ends[folder] = index + 1 }
      let parent = open.last
      if changes[index].isOfFolder, changes[index].isOnOneSide { open.append(index) }
      return parent
    }
  }

  private mutating func add(
    _ index: Int, _ change: TreeChange, to folder: Int, above pathBytes: Int
  ) {
    var hasher = Hasher()
    hasher.combine(change.path[pathBytes...])
    hasher.combine(signatures[index])
    signatures[folder] &+= hasher.finalize()
    extents[folder].entries += extents[index].entries + 1
    extents[folder].files += change.isOfFolder ? extents[index].files : 1
    let bytes = change.isOfFolder ? extents[index].bytes : change.bytes
    extents[folder].bytes = extents[folder].bytes.addingReportingOverflow(bytes).partialValue
  }

  private static func hash(_ change: TreeChange, into hasher: inout Hasher) {
    guard let entry = change.entry else { return }
    hasher.combine(entry.kind)
    guard entry.kind != .folder else { return }
    hasher.combine(entry.size)
    hasher.combine(entry.target)
    // A file system may keep no more of it than the seconds.
    hasher.combine(entry.modified.seconds)
  }
}

extension TreeChange {
  fileprivate var isOnOneSide: Bool { kind == .added || kind == .removed }

  fileprivate func lies(in folder: TreeChange) -> Bool {
    kind == folder.kind && path.count > folder.path.count
      && path[folder.path.count] == UInt8(ascii: "/") && path.starts(with: folder.path)
  }
}
