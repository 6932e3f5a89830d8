import Format
import Glibc
import SystemPackage
import Testing

@testable import FileTree

/// Paths of 60 000 bytes and few descriptors.
@Suite(.serialized) struct DeepTreeTests {
  private static let name = "twenty-byte-name----"

  /// A chain of folders, each but the root beside a file "a" before it and a file "z" behind it.
  private func chain(depth: Int) throws -> TemporaryTree {
    let tree = try TemporaryTree.inMemory()
    var folder = try tree.open()
    for _ in 0..<depth {
      let parent = folder.descriptor
      try systemCall { mkdirat(parent, Self.name, 0o755) }
      for file in ["a", "z"] {
        let made = try systemCall { openat(parent, file, O_CREAT | O_WRONLY, 0o644) }
        _ = close(made)
      }
      folder = try folder.openFolder(named(Self.name))
    }
    return tree
  }

  /// Runs `body` with few descriptors allowed to the whole process.
  private func withDescriptors(_ limit: UInt, _ body: () throws -> Void) throws {
    var former = rlimit()
    try systemCall { getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &former) }
    var few = rlimit(rlim_cur: limit, rlim_max: former.rlim_max)
    try systemCall { setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &few) }
    defer { _ = setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &former) }
    try body()
  }

  @Test func threeThousandLevelsWithFewDescriptors() throws {
    let depth = 3000
    let tree = try chain(depth: depth)
    try withDescriptors(256) {
      var walker = try Walker(root: tree.path)
      var (entered, left, files, deepest) = (0, 0, 0, 0)
      while let event = walker.next() {
        switch event {
        case .enter(let folder, _):
          entered += 1
          deepest = max(deepest, folder.path.count)
        case .leave: left += 1
        case .entry(let entry):
          files += 1
          // The parent is the right folder, also after coming back up.
          #expect(try entry.parent.status(of: entry.name) == entry.status)
        case .failed(let failure): Issue.record("\(failure.error)")
        }
      }
      #expect((entered, left, files) == (depth + 1, depth + 1, 2 * depth))
      #expect(deepest == depth * (Self.name.utf8.count + 1) - 1)
    }
  }

  @Test func writingThousandsOfLevelsDown() throws {
    let tree = try TemporaryTree.inMemory()
    let path = Array(repeating: try named(Self.name), count: 3000)
    try withDescriptors(256) {
      let writer = try TreeWriter(target: try tree.open(), run: 1)
      var folder = writer.root
      for name in path { folder = try folder.createFolder(name) }
      try folder.file("bottom", "1")
      let found = try writer.folder(at: path)
      #expect(try found.folder.entries() == [named("bottom")])
      #expect(try found.folder.status() == folder.folder.status())
    }
  }

  @Test("A folder moved away meanwhile: what is above it is found from the root")
  func movedDuringTheWalk() throws {
    let tree = try chain(depth: 100)
    let elsewhere = try TemporaryTree.inMemory()
    var walker = try Walker(root: tree.path)
    var (files, failures) = (0, 0)
    while let event = walker.next() {
      switch event {
      case .enter(let folder, _) where folder.depth == 100:
        // Cut at level 20: the folders above it are no longer open.
        let path = [String](repeating: Self.name, count: 20).joined(separator: "/")
        try systemCall { rename(tree.location(path), elsewhere.location("moved")) }
      case .entry: files += 1
      case .failed: failures += 1
      default: break
      }
    }
    // Level 19 is found by name, nothing is lost.
    #expect((files, failures) == (200, 0))
  }

  @Test("A folder replaced meanwhile is reported, not mistaken for the old one")
  func replacedDuringTheWalk() throws {
    let tree = try chain(depth: 100)
    let elsewhere = try TemporaryTree.inMemory()
    var walker = try Walker(root: tree.path)
    var (left, failures): (Int, [WalkFailure]) = (0, [])
    while let event = walker.next() {
      switch event {
      case .enter(let folder, _) where folder.depth == 100:
        // Level 20 moves out, and level 19 is replaced by another folder.
        let path = [String](repeating: Self.name, count: 20).joined(separator: "/")
        let above = [String](repeating: Self.name, count: 19).joined(separator: "/")
        try systemCall { rename(tree.location(path), elsewhere.location("moved")) }
        try systemCall { rename(tree.location(above), elsewhere.location("replaced")) }
        try tree.folder(above)
      case .leave: left += 1
      case .failed(let failure): failures.append(failure)
      default: break
      }
    }
    #expect(left == 101)
    #expect(failures.map(\.error) == [.staleNFSFileHandle])
    #expect(failures.first?.path.count == 19 * 21 - 1)
  }

  @Test("Deeper than a repository can hold is a failure, not a crash")
  func tooDeep() throws {
    let tree = try chain(depth: 6)
    let root = try tree.open()
    var reader = FolderReader()
    var walker = Walker(root: root, try root.status(), try reader.list(root), maxDepth: 5)
    var (entered, failures): (Int, [Errno]) = (0, [])
    while let event = walker.next() {
      switch event {
      case .enter: entered += 1
      case .failed(let failure): failures.append(failure.error)
      default: break
      }
    }
    #expect(entered == 6)
    #expect(failures == [.fileNameTooLong])
  }
}
