import Format
import Repository

/// One thing that a repository may try.
struct HostileSnapshot: Sendable {
  /// What a check has to say of it.
  enum Verdict: Sendable {
    /// Unusual, but nothing is wrong.
    case sound
    /// Damaged: seen without reading contents.
    case damaged
    /// Damaged: seen when contents are read.
    case damagedContents
  }

  let name: String
  let verdict: Verdict
  /// Stores the snapshot.
  let make: @Sendable (HostileRepository) throws -> SnapshotID

  init(
    _ name: String, _ verdict: Verdict = .damaged,
    make: @escaping @Sendable (HostileRepository) throws -> SnapshotID
  ) {
    self.name = name
    self.verdict = verdict
    self.make = make
  }

  static var all: [HostileSnapshot] { names + trees + files + frames + deltas + unusual }
}

// MARK: names

extension HostileSnapshot {
  /// Folders whose names no folder can have.
  fileprivate static let names: [HostileSnapshot] = [
    ("dot", ["."]), ("two dots", [".."]), ("a path", ["a/b"]), ("an absolute path", ["/etc"]),
    ("a way up", ["../x"]), ("no name", [""]), ("one name twice", ["a", "a"]),
    ("names out of order", ["b", "a"]),
    ("256 bytes", [String(repeating: "x", count: 256)]),
  ].map { name, names in
    HostileSnapshot("names: \(name)") { hostile in
      let piece = try hostile.store(.treePiece, rawPiece(names))
      return try hostile.commit(folder: TreeReference(id: piece, isList: false))
    }
  }

  /// A piece of empty files with any names (FORMAT.md 7.1).
  static func rawPiece(_ names: [String], size: [UInt8] = [0, 0]) -> [UInt8] {
    var output = ByteWriter(capacity: 100)
    output.varint(names.count)
    output.zeros(5)
    for name in names { output.append(Array(name.utf8) + [0]) }
    // Kinds and flags; one owner 0644 of root; its rows, seconds, nanoseconds.
    output.zeros(2 * names.count)
    output.append([1, 0xA4, 3, 0, 0, 0, 0])
    output.zeros(6 * names.count)
    for _ in names { output.append(size) }
    return output.bytes
  }
}

// MARK: trees

extension HostileSnapshot {
  fileprivate static let trees: [HostileSnapshot] = [
    HostileSnapshot("a list whose first name lies") { hostile in
      try list(hostile, [("a", ["a", "b"]), ("d", ["c", "d"])])
    },
    HostileSnapshot("a list whose pieces overlap") { hostile in
      try list(hostile, [("a", ["a", "x"]), ("b", ["b", "c"])])
    },
    HostileSnapshot("a list of a piece without nodes") { hostile in
      try list(hostile, [("a", ["a"]), ("b", [])])
    },
    HostileSnapshot("a list of one piece") { hostile in
      let piece = try hostile.store(.treePiece, rawPiece(["a"]))
      let list = try hostile.store(.treeList, [1, UInt8(ascii: "a"), 0] + piece.bytes.bytes)
      return try hostile.commit(folder: TreeReference(id: list, isList: true))
    },
    HostileSnapshot("a list of 2^63 pieces") { hostile in
      var output = ByteWriter(capacity: 10)
      output.varint(UInt64.max)
      let list = try hostile.store(.treeList, output.bytes)
      return try hostile.commit(folder: TreeReference(id: list, isList: true))
    },
    HostileSnapshot("a piece of 2^63 nodes") { hostile in
      var output = ByteWriter(capacity: 20)
      output.varint(UInt64.max)
      output.zeros(9)
      let piece = try hostile.store(.treePiece, output.bytes)
      return try hostile.commit(folder: TreeReference(id: piece, isList: false))
    },
    HostileSnapshot("a piece that is said to be a list") { hostile in
      let piece = try hostile.store(.treePiece, rawPiece(["a"]))
      return try hostile.commit(folder: TreeReference(id: piece, isList: true))
    },
    HostileSnapshot("a file's contents for a folder") { hostile in
      let data = try hostile.store(.data, rawPiece(["a"]))
      return try hostile.commit(folder: TreeReference(id: data, isList: false))
    },
    HostileSnapshot("a folder that is nowhere") { hostile in
      try hostile.commit(folder: TreeReference(id: ChunkID(.zero), isList: false))
    },
    HostileSnapshot("a root that is a file's contents") { hostile in
      try hostile.commit(TreeReference(id: try hostile.store(.data, [1, 2, 3]), isList: false))
    },
    HostileSnapshot("a root that is nowhere") { hostile in
      try hostile.commit(TreeReference(id: ChunkID(.zero), isList: true))
    },
    HostileSnapshot("folders deeper than 4 096") { hostile in
      var folder = try hostile.folder([])
      for _ in 0..<4_200 { folder = try hostile.folder([.made("d", .folder(folder))]) }
      return try hostile.commit(folder: folder)
    },
    HostileSnapshot("fewer nodes in the root than sources", .sound) { hostile in
      let root = try hostile.folder([.made("src", .folder(try hostile.folder([])))])
      let sources = (0..<4_096).map { Array("/../\u{1B}[2J/\($0)".utf8) }
      return try hostile.commit(root, sources: sources)
    },
  ]

  private static func list(
    _ hostile: HostileRepository, _ pieces: [(first: String, names: [String])]
  ) throws -> SnapshotID {
    let entries = try pieces.compactMap { first, names in
      let id = try hostile.store(.treePiece, rawPiece(names))
      return FileName(first.utf8).map { TreeList.Entry(firstName: $0, id: id) }
    }
    let list = try hostile.store(.treeList, TreeList(entries: entries).encoded())
    return try hostile.commit(folder: TreeReference(id: list, isList: true))
  }
}

// MARK: files

extension HostileSnapshot {
  fileprivate static let files: [HostileSnapshot] = [
    HostileSnapshot("a size that is too small") { try file($0, size: 9) },
    HostileSnapshot("a size that is too large") { try file($0, size: 11) },
    HostileSnapshot("a size of 2^63 − 1") { try file($0, size: Int.max) },
    HostileSnapshot("a tree for a file's contents") { hostile in
      let piece = rawPiece(["a"])
      let id = try hostile.store(.treePiece, piece)
      return try hostile.commit(folder: hostile.folder([.file("f", piece.count, [id])]))
    },
    HostileSnapshot("contents that are nowhere") { hostile in
      try hostile.commit(folder: hostile.folder([.file("f", 10, [ChunkID(.zero)])]))
    },
    HostileSnapshot("contents for a chunk list") { hostile in
      let data = try hostile.store(.data, [UInt8](repeating: 1, count: 64))
      return try hostile.commit(folder: hostile.folder([.file("f", 64, [data], lists: true)]))
    },
    HostileSnapshot("a chunk list of chunk lists") { hostile in
      let data = try hostile.store(.data, [1])
      let inner = try hostile.store(.chunkList, ChunkList(ids: [data]).encoded())
      let outer = try hostile.store(.chunkList, ChunkList(ids: [inner]).encoded())
      return try hostile.commit(folder: hostile.folder([.file("f", 1, [outer], lists: true)]))
    },
    HostileSnapshot("a chunk list of half an ID") { hostile in
      let list = try hostile.store(.chunkList, [UInt8](repeating: 1, count: 16))
      return try hostile.commit(folder: hostile.folder([.file("f", 1, [list], lists: true)]))
    },
    HostileSnapshot("2^63 IDs") { hostile in
      var size = ByteWriter(capacity: 12)
      size.varint(1)
      size.varint(UInt64.max)
      let piece = try hostile.store(.treePiece, rawPiece(["f"], size: size.bytes))
      return try hostile.commit(folder: TreeReference(id: piece, isList: false))
    },
    HostileSnapshot("holes where there are bytes", .sound) { hostile in
      let id = try hostile.store(.data, Array("ten bytes!".utf8))
      let file = Node.file("f", 10, [id], holes: [Hole(offset: 0, length: 10)])
      return try hostile.commit(folder: hostile.folder([file]))
    },
  ]

  /// A file of ten bytes that says something else.
  private static func file(_ hostile: HostileRepository, size: Int) throws -> SnapshotID {
    let id = try hostile.store(.data, Array("ten bytes!".utf8))
    return try hostile.commit(folder: hostile.folder([.file("f", size, [id])]))
  }
}
