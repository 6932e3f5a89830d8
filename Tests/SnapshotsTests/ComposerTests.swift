import FileTree
import Format
import Repository
import Sealing
import Storage
import SystemPackage
import TestSupport
import Testing

@testable import Snapshots

/// Snapshots made of the nodes of others.
struct ComposerTests {
  @Test("A snapshot of other snapshots' nodes is whole, and stays so when those are gone")
  func composed() throws {
    let source = try SourceFolder()
    var random = SeededGenerator(seed: 7)
    try source.folder("d")
    for index in 0..<30 { try source.file("d/\(index)", random.bytes(3_000 + index)) }
    try source.file("large", random.bytes(6_000_000))
    try source.link("l", to: "d")
    let test = try TestRepository.small.get()
    let client = Client(repository: test.on(MemoryStorage(test.files)))
    let saved = try client.backup(source.path).id

    let text = random.bytes(50_000)
    let id = try compose(client, saved, text)
    let tree = try client.tree(id)
    let model = try client.tree(saved)
    #expect(tree.files["d/7"] == model.files["d/7"])
    #expect(tree.files["large"] == model.files["large"])
    #expect(tree.files["text"] == text && tree.files.count == 32)
    #expect(tree.entries["l"] == nil)
    let counts = try #require(client.read().catalog.snapshots.first { $0.id == id }).snapshot.counts
    #expect(counts.files == 32 && counts.folders == 2)

    try client.forget([saved])
    _ = try client.prune()
    #expect(try client.tree(id) == tree)
    #expect(try client.check().damage == [])
  }

  /// The folder `d` as it is, the large file, and a text that is nowhere.
  private func compose(
    _ client: Client, _ saved: SnapshotID, _ text: [UInt8]
  ) throws -> SnapshotID {
    let reading = try client.read()
    let snapshot = try #require(reading.catalog.snapshots.first { $0.id == saved })
    let view = try SnapshotView(
      snapshot, client.repository, reading, cache: FrameCache())
    let composer = try SnapshotComposer(
      client.repository, reading, level: .standard, indexFolder: IndexFolder(nil))
    let folder = try #require(view.entry(at: Array("d".utf8)).node)
    let large = try #require(view.entry(at: Array("large".utf8)).node)
    try composer.adopt(try #require(folder.tree))
    let merged = Node(
      name: try #require(FileName("text".utf8)), owner: large.owner, modified: large.modified,
      content: try composer.file(text))
    let root = try composer.folder([folder, large, merged])
    let source = Node(
      name: try #require(FileName("src".utf8)), owner: folder.owner, modified: folder.modified,
      content: .folder(root))
    return try composer.finish(
      source, path: Array("/src".utf8), set: "composed", utcOffsetMinutes: 0)
  }

  @Test("Places that are left out are named, topmost ones only, if that is asked for")
  func leftOutPlaces() throws {
    let source = try SourceFolder()
    try source.folder("d")
    try source.folder("d/build")
    try source.file("d/build/x.o", [1])
    try source.file("d/y.o", [2])
    try source.file("z", [3])
    let test = try TestRepository.small.get()
    let client = Client(repository: test.on(MemoryStorage(test.files)))
    var selection = Selection()
    selection.rules.add(pattern: Array("*.o".utf8), option: "--exclude")
    selection.rules.add(pattern: Array("build/".utf8), option: "--exclude")
    let counted = try client.backup(source.path, selection: selection)
    #expect(counted.leftOutPlaces.all.isEmpty)
    let named = try client.backup(source.path, selection: selection) { $0.naming = .named }
    let paths = named.leftOutPlaces.all.map { String(decoding: $0.path, as: UTF8.self) }
    #expect(paths == ["d/build", "d/y.o"].map { source.location($0) })
    #expect(named.leftOutPlaces.all.allSatisfy { !$0.isOtherFileSystem })
    #expect(!named.leftOutPlaces.isCutShort)
  }

  @Test("Of more places than memory should hold, it is known that there are more")
  func tooManyPlaces() throws {
    var places = LeftOutPlaces()
    let folder = Array("/folder".utf8)
    for index in 0..<400_000 where !places.isCutShort {
      let name = String(repeating: "n", count: 240) + "\(index)"
      places.add(try #require(FileName(name.utf8)), in: folder, .size)
    }
    #expect(places.isCutShort && places.all.count > 200_000)
  }
}
