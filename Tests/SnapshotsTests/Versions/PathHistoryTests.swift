import Format
import Pipelines
import Repository
import TestSupport
import Testing

@testable import Snapshots

/// What becomes of paths in many snapshots.
struct PathHistoryTests {
  private let setup: ChangedSource

  init() throws {
    setup = try ChangedSource()
  }

  private func history(_ path: String) throws -> PathHistory {
    let reading = try setup.client.read()
    let search = VersionSearch(
      setup.client.repository, reading, cancellation: Cancellation())
    let histories = try search.histories(
      of: .inSnapshots(Array(path.utf8)), in: reading.catalog.snapshots)
    let place = VersionSearch.Place.onMachine(Array("\(setup.source.path)/\(path)".utf8))
    let onMachine = try search.histories(of: place, in: reading.catalog.snapshots)
    #expect(histories.map(\.lines) == onMachine.map(\.lines))
    #expect(search.damage.isEmpty)
    return try #require(histories.first)
  }

  @Test("Versions come and go by their contents; what comes back is the same as before")
  func contents() throws {
    try setup.source.file("other", [])
    try setup.save()
    try setup.source.file("a", [1])
    let first = try setup.save()
    try setup.source.modified("a", seconds: 5)
    try setup.source.mode("a", 0o600)
    let touched = try setup.save()
    try setup.source.file("a", [2, 2])
    let second = try setup.save()
    try setup.source.remove("a")
    let gone = try setup.save()
    try setup.source.file("a", [1])
    try setup.save()
    try setup.source.remove("a")
    try setup.source.link("a", to: "other")
    try setup.save()
    let history = try history("a")
    #expect(
      history.lines == [
        "1 file in 2, replaced", "2 file in 1, deleted", "3 file in 1, replaced, as 1",
        "4 symlink in 1",
      ])
    #expect(history.versions[0].first.id == first && history.versions[0].last.id == touched)
    #expect(history.versions[0].entry.node?.owner.permissions == 0o600)
    guard case .replaced(let replacing)? = history.versions[0].end,
      case .deleted(let without)? = history.versions[1].end
    else {
      Issue.record("\(history.lines)")
      return
    }
    #expect(replacing.id == second && without.id == gone)
    #expect(String(decoding: history.place, as: UTF8.self) == setup.source.location("a"))
  }

  @Test("A folder is another version when anything in it is")
  func folders() throws {
    try setup.source.folder("docs")
    try setup.source.file("docs/a", [1])
    try setup.save()
    try setup.source.file("b", [1])
    try setup.save()
    try setup.source.file("docs/a", [2])
    try setup.save()
    #expect(try history("docs").lines == ["1 folder in 2, replaced", "2 folder in 1"])
    #expect(try history("").versions.count == 3)
  }

  @Test("What a backup could not read was not deleted", arguments: [[], ["docs"], ["docs/a"]])
  func unreadable(paths: [String]) throws {
    try setup.source.folder("docs")
    let without = try setup.save()
    try setup.source.file("docs/a", [1])
    try setup.save()
    try setup.save(again: without, unreadable: paths)
    #expect(try history("docs/a").lines == [paths.isEmpty ? "1 file in 1, deleted" : "1 file in 1"])
  }

  @Test("A path that was in none of them has neighbours to be taken for")
  func neighbours() throws {
    try setup.source.folder("docs")
    try setup.source.file("docs/tax.txt", [1])
    try setup.save()
    let reading = try setup.client.read()
    let search = VersionSearch(setup.client.repository, reading, cancellation: Cancellation())
    let place = VersionSearch.Place.inSnapshots(Array("docs/tx.txt".utf8))
    #expect(try search.histories(of: place, in: reading.catalog.snapshots).isEmpty)
    let found = try #require(try search.neighbours(of: place, in: reading.catalog.snapshots))
    #expect(found.missing.lossyText == "tx.txt")
    #expect(found.folder.map(\.lossyText) == ["docs"])
    #expect(found.names.map(\.lossyText) == ["tax.txt"])
    let elsewhere = VersionSearch.Place.onMachine(Array("/nowhere/docs".utf8))
    #expect(try search.neighbours(of: elsewhere, in: reading.catalog.snapshots) == nil)
  }

  @Test("What is on the disk is a version by kind, size and time")
  func live() throws {
    try setup.source.file("a", [1])
    try setup.source.link("link", to: "a")
    try setup.save()
    let node = try #require(try history("a").versions.first?.entry.node)
    let link = try #require(try history("link").versions.first?.entry.node)
    func live(_ name: String) -> LiveVersion {
      LiveVersion(at: Array(setup.source.location(name).utf8))
    }
    #expect(live("a").isVersion(node) && live("link").isVersion(link))
    #expect(!live("link").isVersion(node) && !live("a").isNewer(than: node))
    try setup.source.modified("a", seconds: 2_000_000_000)
    #expect(!live("a").isVersion(node) && live("a").isNewer(than: node))
    #expect(live("none") == .nothing && live("a/none") == .nothing)
    #expect(LiveVersion(at: Array("/".utf8)) == .unknown)
  }
}

extension PathHistory {
  /// "2 file in 3, replaced, as 1".
  fileprivate var lines: [String] {
    versions.map { version in
      let end =
        switch version.end {
        case .replaced?: ", replaced"
        case .deleted?: ", deleted"
        case nil: ""
        }
      let same = version.sameAs.map { ", as \($0)" } ?? ""
      let kind = version.entry.node.map { "\($0.kind)" } ?? "root"
      return "\(version.number) \(kind) in \(version.snapshots)\(end)\(same)"
    }
  }
}
