import Format
import Snapshots
import Storage
import SystemPackage
import TestSupport
import Testing

@testable import Repository

/// What sources are called in a snapshot, and what becomes of those that are not there.
struct SourceNamesTests {
  @Test("[8.1-a] A source has the name of its last component; equal ones are numbered")
  func names() {
    let paths: [FilePath] = ["/b/x", "/", "/a/x", "/home", "/a/x", "/c/x", "/x-2"]
    let named = SourceNames(paths).sources.map { "\($0.name.lossyText) \($0.path)" }
    #expect(
      named == ["home /home", "root /", "x /a/x", "x-2 /b/x", "x-2-2 /x-2", "x-3 /c/x"])
    #expect(SourceNames(paths.reversed()) == SourceNames(paths))
  }

  @Test("[8.1-a] A name that is full stays within 255 bytes when it is numbered")
  func longNames() {
    let long = String(repeating: "n", count: 255)
    let names = SourceNames([FilePath("/a/\(long)"), FilePath("/b/\(long)")]).sources.map(\.name)
    #expect(Set(names.map(\.bytes.count)) == [255])
    #expect(names[0] != names[1])
  }

  private func client() throws -> Client {
    let base = try TestRepository.small.get()
    return Client(repository: base.on(MemoryStorage(base.files)))
  }

  @Test("[8.1-a] [8.1-c] Several sources, files and folders, come back under their names")
  func several() throws {
    let first = try SourceFolder("same")
    let second = try SourceFolder("same")
    try first.file("a", [1])
    try second.file("b", [2])
    let client = try client()
    let file = second.path.appending("b")
    let missing = second.path.appending("missing")
    let report = try client.backup([second.path, missing, first.path, file])
    #expect(report.missingSources == [Array(missing.string.utf8)])
    let isFirst = first.path.string < second.path.string
    let folders = isFirst ? [first.path, second.path] : [second.path, first.path]
    #expect(report.snapshot.sources == ([file] + folders).map { Array($0.string.utf8) })
    let names = isFirst ? ["same/a", "same-2/b"] : ["same-2/a", "same/b"]
    let tree = try client.tree(report.id)
    #expect(tree.files == ["b": [2], names[0]: [1], names[1]: [2]])
    // In another order they are the same set.
    let again = try client.backup([first.path, file, second.path])
    #expect(again.snapshot.sources == report.snapshot.sources)
    #expect(again.snapshot.comparedWith == report.id)
  }

  @Test("No source that can be read is an error, and no snapshot")
  func none() throws {
    let source = try SourceFolder()
    try source.file("file", [1])
    let client = try client()
    for path in ["missing", "file/below a file", String(repeating: "n", count: 300)] {
      let error = #expect(throws: RepositoryError.self, "\(path)") {
        try client.backup(source.path.appending(path))
      }
      #expect(error?.advice.isEmpty == false)
    }
    #expect(try client.read().catalog.snapshots.isEmpty)
    #expect(try client.check().damage == [])
  }

  @Test("[8.1-c] A source that vanishes before it is read has no place in the snapshot")
  func vanishing() throws {
    for isListed in [false, true] {
      let source = try SourceFolder()
      try source.folder("m")
      try source.file("m/inside", [1])
      // Sources are visited by name, and read when the next one has been listed.
      let name = isListed ? "a" : "z"
      try source.file(name, [2])
      let cache = MemoryScanCache { _ in try? source.remove(name) }
      let client = try client()
      let report = try client.backup(
        [source.path.appending("m"), source.path.appending(name)], cache: cache
      ) { $0.walk = try client.narrowWalk($0) }
      #expect(report.snapshot.sources == [Array(source.location("m").utf8)])
      #expect(report.missingSources.isEmpty == isListed)
      #expect(report.unsteady.count == (isListed ? 1 : 0))
      #expect(try client.tree(report.id).files == ["inside": [1]])
    }
  }
}
