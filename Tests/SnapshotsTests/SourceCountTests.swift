import Format
import Glibc
import Pipelines
import Repository
import SystemPackage
import TestSupport
import Testing

@testable import Snapshots

/// How much there is to save, counted beside a backup.
struct SourceCountTests {
  private func request(_ sources: [FilePath], _ selection: Selection = Selection()) -> BackupRequest
  {
    BackupRequest(
      sources: sources, set: "set", selection: selection, workers: 1, utcOffsetMinutes: 60)
  }

  /// What it comes to, if it does within ten seconds.
  private func awaited(_ count: SourceCount) -> BackupCounters.Expectation? {
    for _ in 0..<1_000 {
      if let counted = count.counted { return counted }
      usleep(10_000)
    }
    return nil
  }

  @Test("It counts what the backup then saves: hard links, several sources, what is left out")
  func counts() throws {
    let setup = try ChangedSource()
    var editor = FolderEditor(setup.source, seed: 7)
    var random = SeededGenerator(seed: 7)
    for _ in 0..<60 { try editor.perform(.random(using: &random)) }
    try setup.source.file("large", [UInt8](repeating: 1, count: 60_000))
    try setup.source.file("a.tmp", [1])
    var selection = Selection()
    selection.rules.add(pattern: Array("*.tmp".utf8), option: "--exclude")
    selection.largestFileBytes = 50_000
    for selection in [Selection(), selection] {
      let sources = [setup.source.path, setup.source.path.appending("a.tmp"), "/nowhere"]
      let count = SourceCount(Cancellation())
      count.begin(request(sources, selection))
      let counted = try #require(awaited(count))
      let saved = try setup.client.backup(sources, selection: selection).snapshot.counts
      #expect(counted.files == Int(saved.files))
      #expect(counted.bytes == Int(saved.fileBytes))
      #expect(counted.files > 10)
    }
  }

  @Test("It begins with the first backup of a set, where somebody wants to know, and not later")
  func begins() throws {
    let setup = try ChangedSource()
    try setup.source.file("a", [1, 2, 3])
    let (first, second) = (SourceCount(Cancellation()), SourceCount(Cancellation()))
    _ = try setup.client.backup([setup.source.path]) { $0.count = first }
    #expect(awaited(first) == BackupCounters.Expectation(files: 1, bytes: 3))
    _ = try setup.client.backup([setup.source.path]) { $0.count = second }
    usleep(100_000)
    #expect(second.counted == nil)
  }

  @Test("Told to end, it counts nothing more", arguments: [true, false])
  func ends(byOwner: Bool) throws {
    let setup = try ChangedSource()
    try setup.source.file("a", [1])
    let cancellation = Cancellation()
    let count = SourceCount(cancellation)
    if byOwner { count.end() } else { cancellation.cancel() }
    count.begin(request([setup.source.path]))
    usleep(100_000)
    #expect(count.counted == nil)
  }
}
