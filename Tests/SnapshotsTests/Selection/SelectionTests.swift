import Format
import Snapshots
import Storage
import SystemPackage
import TestSupport
import Testing

/// Selections over several runs: what is left out goes, what is not any more comes back, whatever
/// the scan cache holds.
struct SelectionTests {
  private let base: TestRepository
  private let storage: MemoryStorage
  private let source: SourceFolder
  private let cache = MemoryScanCache()

  init() throws {
    base = try TestRepository.small.get()
    storage = MemoryStorage(base.files)
    source = try SourceFolder()
    for folder in ["", "sub/", "sub/deep/", "other/"] {
      if !folder.isEmpty { try source.folder(String(folder.dropLast())) }
      for name in ["a.tmp", "b", "c.tmp"] { try source.file(folder + name, Array(name.utf8)) }
    }
  }

  private func backup(hours: Int64, _ patterns: String...) throws -> BackupReport {
    var selection = Selection()
    for pattern in patterns {
      selection.rules.add(pattern: Array(pattern.utf8), option: "--exclude")
    }
    let clock = StoppedClock(4_000_000_000 + hours * 3_600)
    return try Client(repository: base.on(storage, clock: clock))
      .backup(source.path, selection: selection, cache: cache)
  }

  private func files(_ report: BackupReport) throws -> [String] {
    try Client(repository: base.on(storage)).tree(report.id).files.keys.sorted()
  }

  @Test("Rules that change from run to run, with the rows of the run before")
  func changingRules() throws {
    let all = try files(backup(hours: 0))
    #expect(all.count == 12)
    let steps: [(patterns: [String], isLeft: (String) -> Bool, deleted: Int)] = [
      (["*.tmp"], { !$0.hasSuffix(".tmp") }, 8),
      ([], { _ in true }, 0),
      (["sub/"], { !$0.hasPrefix("sub/") }, 6),
      (
        ["deep/", "*.tmp", "!/a.tmp"],
        {
          !$0.hasPrefix("sub/deep/") && (!$0.hasSuffix(".tmp") || $0 == "a.tmp")
        }, 3
      ),
      ([], { _ in true }, 0),
    ]
    for (number, step) in steps.enumerated() {
      var selection = Selection()
      for pattern in step.patterns {
        selection.rules.add(pattern: Array(pattern.utf8), option: "--exclude")
      }
      let clock = StoppedClock(4_000_000_000 + Int64(number + 1) * 3_600)
      let report = try Client(repository: base.on(storage, clock: clock))
        .backup(source.path, selection: selection, cache: cache)
      #expect(try files(report) == all.filter(step.isLeft), "step \(number)")
      #expect(report.deleted == step.deleted, "step \(number)")
      #expect(report.snapshot.counts.excludedEntries == UInt64(report.excluded.total))
    }
  }

  @Test("A file that was left out is read, even if it looks as it did before")
  func readAgain() throws {
    _ = try backup(hours: 0)
    _ = try backup(hours: 1, "b")
    try source.file("b", Array("new".utf8))
    let report = try backup(hours: 2)
    let tree = try Client(repository: base.on(storage)).tree(report.id)
    #expect(tree.files["b"] == Array("new".utf8))
    #expect(tree.files["sub/b"] == Array("b".utf8))
    #expect(report.snapshot.counts.newFiles == 4)
  }

  @Test("A folder counts as one, and so does each entry; kept entries are counted apart")
  func counts() throws {
    let report = try backup(hours: 0, "sub", "*.tmp", "!a.tmp", "nothing")
    #expect(report.excluded.map(\.count) == [1, 2, 2, 0])
    #expect(report.excluded.total == 3)
    #expect(report.snapshot.counts.excludedEntries == 3)
  }
}
