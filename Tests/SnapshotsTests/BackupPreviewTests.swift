import FileTree
import Format
import Pipelines
import Repository
import Storage
import SystemPackage
import TestSupport
import Testing

@testable import Snapshots

/// What a backup would save, found out beforehand, against what one then saves.
struct BackupPreviewTests {
  private static let seeds: UInt64 = isTorture ? 100 : 6

  private static let selection: Selection = {
    var selection = Selection()
    for pattern in ["1*", "!12*", "*3/"] {
      selection.rules.add(pattern: Array(pattern.utf8), option: "--exclude")
    }
    selection.largestFileBytes = 40_000
    return selection
  }()

  /// A preview that has come to its end.
  private struct Look {
    let report: PreviewReport
    let changes: [TreeChange]
  }

  private func look(
    _ client: Client, _ sources: [FilePath], _ selection: Selection = Selection(),
    reading: BackupRequest.Reading = .changed, stream: FilePath? = nil,
    renames: BackupPreview.Renames = .ignored
  ) throws -> Look {
    let request = BackupRequest(
      sources: sources, set: "set", reading: reading, selection: selection, workers: 1,
      utcOffsetMinutes: 60)
    var preview = try BackupPreview(
      of: request, stream: stream, renames: renames, client.repository, client.read(),
      cancellation: Cancellation(), counters: DiffCounters())
    var changes: [TreeChange] = []
    while let change = try preview.next() { changes.append(change) }
    return Look(report: try preview.report(), changes: changes)
  }

  private func expect(
    _ look: Look, _ saved: BackupReport, _ comment: Comment,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let (census, counts) = (look.report.census, saved.snapshot.counts)
    let found = [census.files, census.folders, census.new, census.changed, census.unchanged]
    let stored = [
      counts.files, counts.folders, counts.newFiles, counts.changedFiles, counts.unchangedFiles,
    ].map { Int(clamping: $0) }
    #expect(found == stored, comment, sourceLocation: sourceLocation)
    #expect(census.bytes == counts.fileBytes, comment, sourceLocation: sourceLocation)
    #expect(census.deleted == saved.deleted, comment, sourceLocation: sourceLocation)
    #expect(look.report.excluded == saved.excluded, comment, sourceLocation: sourceLocation)
    #expect(look.report.missingSources == saved.missingSources, sourceLocation: sourceLocation)
    #expect(look.report.unreadable == saved.unreadable, sourceLocation: sourceLocation)
  }

  @Test(
    "It tells the numbers of the backup that follows, whatever is left out", arguments: 0..<seeds)
  func numbers(seed: UInt64) throws {
    let setup = try ChangedSource()
    let other = try SourceFolder("other")
    try other.file("alone", [1, 2, 3])
    var random = SeededGenerator(seed: seed)
    var editor = FolderEditor(setup.source, seed: seed)
    for round in 0..<5 {
      for _ in 0..<(round == 0 ? 25 : Int.random(in: 0..<12, using: &random)) {
        try editor.perform(.random(using: &random))
      }
      let selection = Bool.random(using: &random) ? Self.selection : Selection()
      // Sources come and go; the set is the same.
      let paths = [setup.source.path, other.path, other.path.appending("alone")]
      let sources = Array(paths.prefix(Int.random(in: 1...3, using: &random)))
      let look = try look(setup.client, sources, selection)
      let saved = try setup.client.backup(sources, selection: selection)
      expect(look, saved, "seed \(seed), round \(round)")
      #expect(look.report.compared?.id == saved.snapshot.comparedWith)
    }
  }

  @Test("A file that is alone, a source that is missing, and one of another kind than before")
  func oddSources() throws {
    let setup = try ChangedSource()
    try setup.source.file("a", [1])
    let file = setup.source.path.appending("a")
    for sources in [[file], [file, "/nowhere"], [setup.source.path, "/nowhere"]] {
      let look = try look(setup.client, sources)
      expect(look, try setup.client.backup(sources), "\(sources)")
    }
    // Newer than all of the above.
    try setup.save([file])
    try setup.source.remove("a")
    try setup.source.folder("a")
    let look = try look(setup.client, [file])
    expect(look, try setup.client.backup(file), "a folder where a file was")
    #expect(look.changes.map(\.line) == ["- a"])
    let error = #expect(throws: RepositoryError.self) {
      try self.look(setup.client, ["/nowhere", "/neither"])
    }
    #expect(error?.problem == "none of the sources exists")
  }

  @Test("Paths are those of diff; a rename is told as such where that is wanted")
  func paths() throws {
    let setup = try ChangedSource()
    try setup.source.file("old", [1, 2, 3])
    try setup.source.file("same", [])
    _ = try setup.client.backup(setup.source.path)
    try setup.source.move("old", to: "new")
    let plain = try look(setup.client, [setup.source.path])
    #expect(plain.changes.map(\.line) == ["+ new", "- old"])
    let renamed = try look(setup.client, [setup.source.path], renames: .sought)
    #expect(renamed.changes.map(\.line) == ["R old -> new"])
    // A backup counts files, and knows nothing of renames.
    #expect(renamed.report.census == plain.report.census)
    #expect([plain.report.census.new, plain.report.census.deleted] == [1, 1])
    let two = try look(setup.client, [setup.source.path, setup.source.path.appending("same")])
    #expect(two.changes.map(\.line) == ["+ same", "+ src/new", "- src/old"])
  }

  @Test("A stream is neither read nor said to be gone")
  func stream() throws {
    let setup = try ChangedSource()
    try setup.source.file("a", [1])
    let name = try #require(FileName("dump".utf8))
    let (reading, writing) = try FileDescriptor.pipe()
    try writing.closeAfter { _ = try writing.writeAll([1, 2, 3]) }
    let cancellation = Cancellation()
    try reading.closeAfter {
      _ = try setup.client.backup([setup.source.path]) {
        $0.stream = StreamSource(
          name: name, from: .stdin,
          InputStream(descriptor: reading.rawValue, cancellation: cancellation), confirm: {})
      }
    }
    let with = try look(
      setup.client, [setup.source.path], stream: StreamSource.path(of: name))
    #expect(with.changes == [])
    #expect(with.report.census.unchanged == 1)
    let without = try look(setup.client, [setup.source.path])
    #expect(without.changes.map(\.line) == ["- dump"])
  }

  @Test(
    "What a backup could not read is named, with its path",
    .enabled(if: isSuperuser, "only root can become somebody who may not read"))
  func unreadable() throws {
    let setup = try ChangedSource()
    try setup.source.file("mine", [1])
    try setup.source.folder("closed")
    try setup.source.file("closed/in", [1])
    try setup.source.file("open", [1])
    for (name, mode) in [("mine", 0o600), ("closed", 0o700)] {
      try setup.source.mode(name, UInt32(mode))
    }
    let source = setup.source.path
    try asNobody {
      let look = try self.look(setup.client, [source])
      expect(look, try setup.client.backup(source), "not readable")
      #expect(
        look.report.unreadable.map { String(decoding: $0.path, as: UTF8.self) }.sorted()
          == ["closed", "mine"].map { setup.source.location($0) })
      // Nothing is known of them: they are not said to be gone either.
      #expect(look.report.census.deleted == 0)
    }
  }

  @Test("With --force-read a file that only looks unchanged is found out")
  func forced() throws {
    let setup = try ChangedSource()
    try setup.source.file("a", [1])
    try setup.source.modified("a", seconds: 1_000_000_000)
    _ = try setup.client.backup(setup.source.path)
    try setup.source.file("a", [2])
    try setup.source.modified("a", seconds: 1_000_000_000)
    #expect(try look(setup.client, [setup.source.path]).report.census.changed == 0)
    let forced = try look(setup.client, [setup.source.path], reading: .everything)
    #expect(forced.report.census.changed == 1)
  }
}
