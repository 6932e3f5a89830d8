import Format
import Glibc
import Repository
import Snapshots
import SystemPackage
import TestSupport
import Testing

/// Repositories that lie: every command that reads ends with a clear error or a report, in little
/// memory, and what is whole is restored.
struct HostileRepositoryTests {
  @Test(
    """
    [3.4-b] [3.4-c] [5.1-a] [5.3-c] [7.2-a] [7.3-a] [7.3-b] [11-a] \
    Whatever a snapshot says, reading it ends tidily, and check names exactly those that are wrong
    """)
  func everySnapshot() throws {
    let cases = HostileSnapshot.all
    var ids: [SnapshotID] = []
    let sandbox = try HostileSandbox.make { hostile in
      ids = try cases.map { try $0.make(hostile) }
    }
    let listed = try sandbox.run(["snapshots"], in: [0])
    #expect(ids.allSatisfy { listed.text.contains($0.short) })
    #expect(!listed.output.contains(0x1B))
    var runs = 3
    let reading = try Client(repository: sandbox.hostile.repository).read()
    for (index, (hostile, id)) in zip(cases, ids).enumerated() {
      try lookAt(id, reading, sandbox)
      let reads = [list, print, restore]
      for (number, read) in reads.enumerated() where isTorture || index % reads.count == number {
        try read(hostile, id, sandbox)
        runs += 1
      }
      for (number, read) in [search, compare].enumerated()
      where isTorture || index % 6 == number * 3 {
        try read(hostile, id, sandbox)
        runs += 1
      }
    }
    let wrong = zip(cases, ids).filter { $0.0.verdict == .damaged }.map(\.1)
    try expect(["check"], toAffect: wrong, zip(cases, ids), sandbox)
    let more = zip(cases, ids).filter { $0.0.verdict != .sound }.map(\.1)
    try expect(["check", "--read-data"], toAffect: more, zip(cases, ids), sandbox)
    try sandbox.expectHonest()
    Swift.print(
      "\(cases.count) hostile snapshots, \(runs + 1) runs: no crash, the honest one restored")
  }

  /// All that reads it, in this process: it throws or reports.
  private func lookAt(
    _ id: SnapshotID, _ reading: RepositoryReading, _ sandbox: HostileSandbox
  ) throws {
    let client = Client(repository: sandbox.hostile.repository)
    let snapshot = try #require(reading.catalog.snapshots.first { $0.id == id })
    let view = try? SnapshotView(
      snapshot, client.repository, index: reading.index, cache: FrameCache())
    var entries = view.map { [$0.root] } ?? []
    // Not by recursion: 4 200 levels are more than a thread's stack.
    while let view, let entry = entries.popLast() {
      if let node = entry.node, node.kind == .file { try? view.read(node) { _ in } }
      entries += (try? view.children(of: entry)) ?? []
    }
    _ = try? client.restore(id, to: sandbox.sandbox.folder.appending("restored"))
    try sandbox.sandbox.shell("rm -rf restored")
  }

  private func list(
    _ hostile: HostileSnapshot, _ id: SnapshotID, _ sandbox: HostileSandbox
  ) throws {
    let codes: Set<Int32> = hostile.verdict == .sound ? [0] : [0, 4]
    let listing = try sandbox.run(["ls", "-R", "-l", id.short], hostile.name, in: codes)
    #expect(!listing.output.contains(0x1B) && !listing.errors.utf8.contains(0x1B))
  }

  /// 1 where there is no such file.
  private func print(
    _ hostile: HostileSnapshot, _ id: SnapshotID, _ sandbox: HostileSandbox
  ) throws {
    let codes: Set<Int32> = hostile.verdict == .sound ? [0, 1] : [1, 4]
    try sandbox.run(["cat", "\(id.short):f"], hostile.name, in: codes)
  }

  private func search(
    _ hostile: HostileSnapshot, _ id: SnapshotID, _ sandbox: HostileSandbox
  ) throws {
    let codes: Set<Int32> = hostile.verdict == .sound ? [0] : [0, 4]
    let found = try sandbox.run(["find", "*", "--snapshot", id.short], hostile.name, in: codes)
    #expect(!found.output.contains(0x1B) && !found.errors.utf8.contains(0x1B))
  }

  /// 3 where something could not be compared.
  private func compare(
    _ hostile: HostileSnapshot, _ id: SnapshotID, _ sandbox: HostileSandbox
  ) throws {
    let codes: Set<Int32> = hostile.verdict == .sound ? [0] : [0, 3, 4]
    let differences = try sandbox.run(
      ["diff", id.short, sandbox.honest.short], hostile.name, in: codes)
    #expect(!differences.output.contains(0x1B) && !differences.errors.utf8.contains(0x1B))
  }

  /// 3 where something could not be made.
  private func restore(
    _ hostile: HostileSnapshot, _ id: SnapshotID, _ sandbox: HostileSandbox
  ) throws {
    let codes: Set<Int32> = hostile.verdict == .sound ? [0, 3] : [3, 4]
    let restored = try sandbox.run(
      ["restore", id.short, "--to", "restored"], hostile.name, in: codes)
    #expect(!restored.output.contains(0x1B) && !restored.errors.utf8.contains(0x1B))
    try sandbox.sandbox.shell("rm -rf restored")
  }

  private func expect(
    _ command: [String], toAffect wrong: [SnapshotID],
    _ cases: Zip2Sequence<[HostileSnapshot], [SnapshotID]>, _ sandbox: HostileSandbox
  ) throws {
    let outcome = try sandbox.run(command + ["--json"], in: [4])
    let lines = outcome.lines.map { JSONLine($0) }
    #expect(lines.allSatisfy { $0 != nil })
    guard case .list(let affected)? = lines.compactMap({ $0 }).last?["affected"] else {
      Issue.record("\(command) has no summary")
      return
    }
    for (hostile, id) in cases {
      #expect(
        affected.contains(.text(id.description)) == wrong.contains(id),
        "\(command): \(hostile.name)")
    }
    #expect(!affected.contains(.text(sandbox.honest.description)))
    try sandbox.run(command, in: [4])
  }
}
