import Format
import LocalState
import TestSupport
import Testing

struct StoredRowsTests {
  private let home = Array("/home".utf8)

  @Test("What was published last is read, folder by folder", arguments: 0..<UInt64(20))
  func model(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let folder = try StateFolder()
    var database = folder.open()
    let sources = [home, Array("/srv/\u{1}".utf8), [0xFF, 0x80]]
    var trees = sources.map { _ in FolderTree() }
    var model: [[UInt8]: [[UInt8]: StoredRow]] = [:]
    for _ in 0..<8 {
      let writer = database.rowWriter()
      var next = model
      for index in sources.indices where Bool.random(using: &random) {
        trees[index] =
          Int.random(in: 0..<4, using: &random) == 0
          ? .random(using: &random) : trees[index].changed(using: &random)
        let before = model[sources[index], default: [:]]
        next[sources[index]] = [:]
        for path in trees[index].left where Int.random(in: 0..<20, using: &random) > 0 {
          let isKept = Int.random(in: 0..<3, using: &random) > 0
          let row = (isKept ? before[path] : nil) ?? .random(using: &random)
          next[sources[index], default: [:]][path] = row
          writer.add(row, source: sources[index], path: path)
        }
        // A source of which no folder was met is not of this run.
        if next[sources[index]]?.isEmpty == true { next[sources[index]] = before }
      }
      if Int.random(in: 0..<4, using: &random) == 0 {
        writer.discard()
      } else {
        writer.publish()
        model = next
      }
      if Bool.random(using: &random) { database = folder.open() }
      for (source, tree) in zip(sources, trees) {
        check(database, source, tree, model[source, default: [:]], &random)
      }
    }
    #expect(database.problem == nil)
  }

  /// In the order of the walk, with folders that are not stored in between, and now and then one
  /// out of order.
  private func check(
    _ database: StateDatabase, _ source: [UInt8], _ tree: FolderTree,
    _ model: [[UInt8]: StoredRow], _ random: inout SeededGenerator
  ) {
    let reader = database.rows(of: source)
    let stored = Array(model.keys)
    for path in tree.entered {
      #expect(reader.row(at: path) == model[path])
      if let other = stored.randomElement(using: &random), Bool.random(using: &random) {
        // Not one further on, which would be in order and pass over those before it.
        let isBehind = !Array(path.map { $0 == 47 ? 0 : $0 })
          .lexicographicallyPrecedes(other.map { $0 == 47 ? 0 : $0 })
        if isBehind { #expect(reader.row(at: other) == model[other]) }
      }
    }
    let again = database.rows(of: source)
    for path in stored { #expect(again.row(at: path) == model[path]) }
  }

  @Test("More folders than a batch holds, and rows larger than one")
  func manyFolders() throws {
    var random = SeededGenerator(seed: 3)
    let folder = try StateFolder()
    let writer = folder.open().rowWriter()
    var rows: [[UInt8]: StoredRow] = [:]
    for number in 10_000..<12_000 {
      let path = Array("\(number)".utf8)
      rows[path] = .random(using: &random)
      writer.add(try #require(rows[path]), source: home, path: path)
    }
    let large = Self.row(entries: 60_000)
    writer.add(large, source: home, path: Array("2".utf8))
    writer.add(large, source: home, path: Array("3".utf8))
    rows[[]] = large
    writer.add(large, source: home, path: [])
    // What does not fit into memory lies in a file without a name.
    #expect(folder.names.allSatisfy { $0.contains(".sqlite") })
    writer.publish()

    let reader = folder.open().rows(of: home)
    #expect(reader.row(at: []) == large)
    for number in 10_000..<12_000 where number < 10_100 || number > 11_500 {
      let path = Array("\(number)".utf8)
      #expect(reader.row(at: path) == rows[path])
    }
    #expect(reader.row(at: Array("2".utf8)) == large)
    #expect(reader.row(at: Array("3".utf8)) == large)
    #expect(reader.row(at: Array("4".utf8)) == nil)
  }

  @Test("Nothing is stored before publishing, nor after discarding")
  func discarding() throws {
    let folder = try StateFolder()
    let database = folder.open()
    let writer = database.rowWriter()
    writer.add(Self.row(entries: 1), source: home, path: [])
    #expect(database.rows(of: home).row(at: []) == nil)
    writer.discard()
    writer.publish()
    #expect(database.rows(of: home).row(at: []) == nil)
    writer.add(Self.row(entries: 2), source: home, path: [])
    writer.publish()
    #expect(database.rows(of: home).row(at: []) == Self.row(entries: 2))
  }

  @Test("A run that meets folders in no order at all still stores what it met")
  func withoutOrder() throws {
    var random = SeededGenerator(seed: 5)
    let database = try StateFolder().open()
    let paths = FolderTree.random(using: &random).entered
    for _ in 0..<3 {
      let writer = database.rowWriter()
      var rows: [[UInt8]: StoredRow] = [:]
      for path in paths.shuffled(using: &random) {
        rows[path] = .random(using: &random)
        writer.add(try #require(rows[path]), source: home, path: path)
      }
      writer.publish()
      let reader = database.rows(of: home)
      for path in paths { #expect(reader.row(at: path) == rows[path]) }
    }
  }

  @Test("Repositories have files of their own")
  func repositories() throws {
    let folder = try StateFolder()
    let writer = folder.open().rowWriter()
    writer.add(Self.row(entries: 1), source: home, path: [])
    writer.publish()
    let other = RepositoryID(try #require(Bytes32([UInt8](repeating: 1, count: 32))))
    #expect(StateDatabase(in: folder.path, for: other).rows(of: home).row(at: []) == nil)
    #expect(folder.open().rows(of: home).row(at: []) != nil)
  }

  /// Entries whose names ascend.
  static func row(entries: Int) -> StoredRow {
    let time = Timestamp(seconds: 1_700_000_000, nanoseconds: 5)
    return StoredRow(
      tree: TreeReference(id: ChunkID(.zero), isList: false),
      entries: (0..<entries).compactMap { number in
        FileName("\(1_000_000 + number)".utf8).map { name in
          StoredRow.Entry(
            name: name, size: UInt64(number), modified: time, changed: time, inode: 7,
            isSettled: true)
        }
      })
  }
}

extension StoredRowReader {
  /// The row at `path`, whatever it says.
  func row(at path: [UInt8]) -> StoredRow? {
    switch row(at: path, unless: 0, expected: { _ in preconditionFailure("none is asked for") }) {
    case nil: nil
    case .expected(let tree, _)?: StoredRow(tree: tree, entries: [])
    case .other(let row)?: row
    }
  }
}
