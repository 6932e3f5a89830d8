import Format
import Repository
import TestSupport
import Testing

@testable import Snapshots

/// Folders that change at random, compared by the code under test and by a naive look at both.
struct RandomDiffTests {
  private static let rounds = 4
  private static let seeds: UInt64 = isTorture ? 100 : 4

  /// Makes snapshots of a folder between which some edits are made.
  private func history(_ seed: UInt64) throws -> (ChangedSource, [SnapshotID]) {
    let setup = try ChangedSource()
    var random = SeededGenerator(seed: seed)
    var editor = FolderEditor(setup.source, seed: seed)
    for _ in 0..<25 { try editor.perform(.random(using: &random)) }
    let snapshots = try (0..<Self.rounds).map { _ in
      for _ in 0..<Int.random(in: 0..<12, using: &random) {
        try editor.perform(.random(using: &random))
      }
      return try setup.save()
    }
    return (setup, snapshots)
  }

  @Test(
    "What is told is what a naive look finds, in order, and the other way round its mirror image",
    arguments: 0..<seeds)
  func naive(seed: UInt64) throws {
    let (setup, snapshots) = try history(seed)
    for (before, after) in zip(snapshots, snapshots.dropFirst()) {
      let expected = NaiveDiff(try setup.client.nodes(before), try setup.client.nodes(after))
      let difference = try setup.diff(before, after)
      #expect(expected.objections(to: difference.changes) == [], "seed \(seed)")
      #expect(difference.changes.isInOrder, "\(difference.lines)")
      let streamed = try setup.diff(before, after, maxHeldBytes: 0)
      #expect(expected.objections(to: streamed.changes, wantsRenames: false) == [], "seed \(seed)")
      #expect(streamed.changes.isInOrder, "\(streamed.lines)")
      let back = try setup.diff(after, before).changes.map(\.mirroredLine)
      #expect(Set(difference.lines) == Set(back) && back.count == difference.lines.count)
      #expect(try setup.diff(after, after).lines == [])
    }
  }

  @Test("The folder on the disk is compared as its snapshot is", arguments: 0..<seeds)
  func live(seed: UInt64) throws {
    let (setup, snapshots) = try history(seed)
    let last = try #require(snapshots.last)
    for snapshot in snapshots {
      let expected = try setup.diff(snapshot, last)
      for reading in [LiveContents.Reading.always, .whereTimesDiffer] {
        let live = try setup.diff(snapshot, reading)
        #expect(live.lines == expected.lines, "seed \(seed)")
        #expect(live.unreadable == [])
      }
    }
  }
}

/// The differences between two snapshots, found by looking at every path of both.
private struct NaiveDiff {
  private let old, new: [String: Node]

  init(_ old: [String: Node], _ new: [String: Node]) {
    self.old = old
    self.new = new
  }

  private var lines: Set<String> {
    var lines: Set<String> = []
    for path in Set(old.keys).union(new.keys) {
      switch (old[path], new[path]) {
      case (let old?, let new?) where old.kind == new.kind:
        if let line = line(path, old, new) { lines.insert(line) }
      case (let old, let new):
        if old != nil { lines.insert("- \(path)") }
        if new != nil { lines.insert("+ \(path)") }
      }
    }
    return lines
  }

  private func line(_ path: String, _ old: Node, _ new: Node) -> String? {
    var isOther = false
    switch (old.content, new.content) {
    case (.file(let size, let ids, _, _), .file(let newSize, let newIDs, _, _)):
      isOther = size != newSize || ids != newIDs
    case (.folder, .folder): break
    default: isOther = old.content != new.content
    }
    if isOther { return "M \(path)" }
    let isTimeOther = old.kind != .folder && old.modified != new.modified
    let isSame = old.owner == new.owner && old.attributes == new.attributes && !isTimeOther
    return isSame ? nil : "m \(path)"
  }

  /// What is wrong about the changes, a line each.
  func objections(to changes: [TreeChange], wantsRenames: Bool = true) -> [String] {
    var objections: [String] = []
    var told: [String] = []
    for change in changes {
      let path = String(decoding: change.path, as: UTF8.self)
      switch change.kind {
      case .added: told.append("+ \(path)")
      case .removed: told.append("- \(path)")
      case .contents: told.append("M \(path)")
      case .metadata: told.append("m \(path)")
      case .renamed:
        let from = String(decoding: change.oldPath ?? [], as: UTF8.self)
        let (removed, added) = (below(from, old), below(path, new))
        if !isSame(removed, added) { objections.append("no rename: \(from) -> \(path)") }
        told += removed.keys.map { "- \(from)\($0)" } + added.keys.map { "+ \(path)\($0)" }
      }
    }
    let expected = lines
    objections += expected.subtracting(told).map { "missing: \($0)" }
    objections += Set(told).subtracting(expected).map { "too much: \($0)" }
    if told.count != Set(told).count { objections.append("told twice") }
    return objections + (wantsRenames ? missedRenames(changes) : [])
  }

  private func below(_ path: String, _ nodes: [String: Node]) -> [String: Node] {
    let inside = nodes.filter { $0.key == path || $0.key.hasPrefix("\(path)/") }
    return Dictionary(
      uniqueKeysWithValues: inside.map { (String($0.key.dropFirst(path.count)), $0.value) })
  }

  private func isSame(_ removed: [String: Node], _ added: [String: Node]) -> Bool {
    removed.keys == added.keys && removed.values.contains { contents($0) != nil }
      && removed.allSatisfy { path, node in
        added[path].map { contents($0) == contents(node) } ?? false
      }
  }

  /// The chunks of a file that is not empty.
  private func contents(_ node: Node) -> [ChunkID]? {
    if case .file(let size, let ids, _, _) = node.content, size > 0 { ids } else { nil }
  }

  /// Contents that were removed here and added there, and not told so.
  private func missedRenames(_ changes: [TreeChange]) -> [String] {
    func contents(_ kind: TreeChange.Kind, _ nodes: [String: Node]) -> Set<[ChunkID]> {
      Set(
        changes.filter { $0.kind == kind }.compactMap { change in
          nodes[String(decoding: change.path, as: UTF8.self)].flatMap(self.contents)
        })
    }
    let missed = contents(.removed, old).intersection(contents(.added, new))
    return missed.isEmpty ? [] : ["\(missed.count) contents were moved"]
  }
}

extension [TreeChange] {
  /// Whether paths ascend, folder by folder; of one path the removed entry is first.
  fileprivate var isInOrder: Bool {
    let keys = map {
      $0.path.split(separator: UInt8(ascii: "/")).map { String(decoding: $0, as: UTF8.self) }
    }
    return zip(keys, keys.dropFirst()).allSatisfy { first, second in
      !second.lexicographicallyPrecedes(first)
    }
  }
}

extension TreeChange {
  /// The line as it is the other way round.
  fileprivate var mirroredLine: String {
    let path = String(decoding: path, as: UTF8.self)
    switch kind {
    case .added: return "- \(path)"
    case .removed: return "+ \(path)"
    case .renamed: return "R \(path) -> \(String(decoding: oldPath ?? [], as: UTF8.self))"
    case .contents, .metadata: return line
    }
  }
}
