import Format
import Pipelines
import Repository
import TestSupport
import Testing

@testable import Snapshots

/// What a search through many snapshots finds, and what it costs.
struct SnapshotSearchTests {
  private func terms(_ patterns: String..., letters: NamePatterns.Letters = .asTyped) -> SearchTerms
  {
    var names = NamePatterns(letters)
    for pattern in patterns { names.add(Array(pattern.utf8)) }
    return SearchTerms(names)
  }

  private func search(
    _ setup: ChangedSource, _ terms: SearchTerms, _ counters: SearchCounters = SearchCounters()
  ) throws -> [SearchOfSets.Results] {
    let reading = try setup.client.read()
    return try SearchOfSets(
      setup.client.repository, reading, cancellation: Cancellation(), counters: counters
    ).run(terms, in: reading.catalog.snapshots)
  }

  private func paths(_ setup: ChangedSource, _ terms: SearchTerms) throws -> [String] {
    try search(setup, terms).flatMap(\.found).map { String(decoding: $0.path, as: UTF8.self) }
  }

  @Test("Names, paths at the root and at any depth, folders, places on the machine, letters")
  func patterns() throws {
    let setup = try ChangedSource()
    for folder in ["docs", "docs/Tax", "deep", "deep/docs"] { try setup.source.folder(folder) }
    for file in ["docs/Tax/a.txt", "docs/b.txt", "deep/docs/c.txt", "Docs.TXT"] {
      try setup.source.file(file, [1])
    }
    try setup.save()
    #expect(try paths(setup, terms("b.txt")) == ["docs/b.txt"])
    #expect(try paths(setup, terms("docs")) == ["deep/docs", "docs"])
    #expect(try paths(setup, terms("docs/*")) == ["docs/Tax", "docs/b.txt"])
    #expect(
      try paths(setup, terms("**/docs/*.txt")) == ["deep/docs/c.txt", "docs/b.txt"])
    #expect(try paths(setup, terms("Tax/", "c.*")) == ["deep/docs/c.txt", "docs/Tax"])
    #expect(try paths(setup, terms("*.txt/")) == [])
    #expect(try paths(setup, terms("/docs/b.txt")) == ["docs/b.txt"])
    #expect(try paths(setup, terms("\(setup.source.path)/docs/b*")) == ["docs/b.txt"])
    #expect(
      try paths(setup, terms("DOCS*", letters: .inAnyCase)) == ["Docs.TXT", "deep/docs", "docs"])
    #expect(try paths(setup, terms("!b.txt")) == [])
  }

  @Test("Kinds, sizes and times")
  func conditions() throws {
    let setup = try ChangedSource()
    try setup.source.folder("folder")
    try setup.source.link("link", to: "1")
    for size in [1, 10, 100] {
      try setup.source.file("\(size)", Array(repeating: 7, count: size))
      try setup.source.modified("\(size)", seconds: size)
    }
    try setup.save()
    func paths(_ change: (inout SearchTerms) -> Void) throws -> [String] {
      var terms = terms("*")
      change(&terms)
      return try self.paths(setup, terms)
    }
    #expect(try paths { $0.kinds = [.symlink, .folder] } == ["folder", "link"])
    #expect(try paths { $0.largerThan = 9 } == ["10", "100"])
    #expect(try paths { $0.largerThan = 10 } == ["100"])
    #expect(try paths { $0.smallerThan = 10 } == ["1"])
    #expect(
      try paths {
        $0.modifiedSince = Timestamp(seconds: 10, nanoseconds: 0)
        $0.modifiedBefore = Timestamp(seconds: 100, nanoseconds: 0)
      } == ["10"])
  }

  @Test("Sources of several sets are found apart, each under its name in the snapshot")
  func sets() throws {
    let setup = try ChangedSource()
    let other = try SourceFolder("other")
    try setup.source.file("a", [1])
    try other.file("a", [2])
    try setup.save()
    let both = try setup.save([setup.source.path, other.path])
    #expect(try setup.view(both).sourceNodes.count == 2)
    // The client names all sets alike.
    #expect(try paths(setup, terms("a")) == ["a", "other/a", "src/a"])
    #expect(try paths(setup, terms("\(other.path)/a")) == ["other/a"])
    #expect(try paths(setup, terms("src/")) == ["src"])
  }

  @Test("Each version is found once, with the snapshots that have it", arguments: 0..<UInt64(4))
  func versions(seed: UInt64) throws {
    let setup = try ChangedSource()
    var random = SeededGenerator(seed: seed)
    var editor = FolderEditor(setup.source, seed: seed)
    var expected: [Version: [SnapshotID]] = [:]
    for _ in 0..<5 {
      for _ in 0..<8 { try editor.perform(.random(using: &random)) }
      let id = try setup.save()
      for (path, node) in try setup.client.nodes(id) where !path.isEmpty {
        expected[Version(path, node), default: []].append(id)
      }
    }
    let found = try search(setup, terms("*")).flatMap(\.found)
    #expect(found.count == expected.count)
    for (version, snapshots) in expected {
      #expect(
        found.contains { entry in
          entry.path == Array(version.path.utf8) && entry.facts.kind == version.kind
            && (version.facts ?? entry.facts) == entry.facts && entry.snapshots == snapshots.count
            && entry.oldest.id == snapshots.first && entry.newest.id == snapshots.last
        }, "\(version.path), seed \(seed)")
    }
    let keys = found.map { $0.path.split(separator: UInt8(ascii: "/")).map { Array($0) } }
    for (first, second) in zip(keys, keys.dropFirst()) {
      #expect(
        !second.lexicographicallyPrecedes(first) { $0.lexicographicallyPrecedes($1) })
    }
  }

  /// What makes an entry another one; of a folder only that it is there.
  private struct Version: Hashable {
    let path: String
    let kind: NodeKind
    let facts: EntryFacts?
    let chunks: [ChunkID]

    init(_ path: String, _ node: Node) {
      self.path = path
      kind = node.kind
      facts = kind == .folder ? nil : EntryFacts(node)
      chunks = kind == .folder ? [] : node.ids
    }
  }

  @Test("Only what changed is read again in the next snapshot", arguments: ["7", "*/in/7", "none"])
  func costs(pattern: String) throws {
    let setup = try ChangedSource()
    for folder in 0..<20 {
      try setup.source.folder("\(folder)")
      try setup.source.folder("\(folder)/in")
      try setup.source.file("\(folder)/top", [])
      // No two folders are equal.
      for file in 0..<10 {
        try setup.source.file("\(folder)/in/\(file)", [UInt8(folder), UInt8(file)])
      }
    }
    try setup.save()
    let once = SearchCounters()
    _ = try search(setup, terms(pattern), once)
    #expect(once.entries == 20 + 40 + 200)
    for number in 0..<5 {
      try setup.source.file("3/top", [UInt8(number)])
      try setup.save()
    }
    let again = SearchCounters()
    let found = try search(setup, terms(pattern), again).flatMap(\.found)
    #expect(again.snapshots == 6)
    // The root and "3" for each of the others.
    #expect(again.entries == 260 + 5 * 22)
    #expect(found.count == ["7": 21, "*/in/7": 20, "none": 0][pattern])
    #expect(found.allSatisfy { $0.snapshots == 6 })
  }
}
