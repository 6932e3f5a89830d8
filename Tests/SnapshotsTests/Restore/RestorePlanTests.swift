import Format
import Glibc
import Snapshots
import SystemPackage
import TestSupport
import Testing

/// Dry runs, restores in place, and comparisons afterwards.
struct RestorePlanTests {
  private let setup: RestoredSource
  private let id: SnapshotID

  init() throws {
    setup = try RestoredSource()
    try setup.source.folder("folder")
    try setup.source.folder("folder/sub")
    var random = SeededGenerator(seed: 1)
    for name in ["a", "folder/b", "folder/sub/c"] {
      try setup.source.file(name, random.bytes(2_000))
      try setup.source.modified(name, seconds: 1_000_000_000)
    }
    try setup.source.file("large", random.noise(900_000))
    try setup.source.link("link", to: "a")
    id = try setup.backup().id
  }

  private func steps(_ request: RestoreRequest) throws -> (RestoreReport, [String]) {
    var steps: [String] = []
    let report = try setup.client.restore(id, request) { step in
      steps.append("\(step.kind) \(String(decoding: step.path, as: UTF8.self))")
    }
    return (report, steps.sorted())
  }

  @Test("A dry run into nothing makes nothing, and tells what the restore then does")
  func planNew() throws {
    var request = RestoreRequest(target: .folder(setup.target), workers: 2)
    request.effect = .planned
    let (planned, plannedSteps) = try steps(request)
    #expect(throws: Errno.noSuchFileOrDirectory) { try status(of: setup.target.string) }
    request.effect = .written
    let (done, doneSteps) = try steps(request)
    #expect(plannedSteps == doneSteps && plannedSteps.count == 7)
    #expect(planned.files == done.files && planned.bytes == done.bytes)
    #expect(planned.folders == done.folders && planned.symlinks == done.symlinks)
  }

  @Test("A dry run over a changed tree changes nothing in it, not even times of access")
  func planOver() throws {
    _ = try setup.client.restore(id, to: setup.target)
    let script = """
      cd \(setup.target) && rm folder/b && echo mine >a && chmod 600 folder/sub/c && mkdir -p x/y
      printf '\\1' | dd of=large conv=notrunc bs=1 seek=700000 2>/dev/null; touch -d @5 large
      ln -sf b link
      """
    runProgram("/bin/sh", ["-c", script])
    let before = try ModelTree(folder: setup.target)
    var request = RestoreRequest(target: .folder(setup.target), workers: 2)
    request.surplus = .isDeleted
    request.effect = .planned
    let (_, planned) = try steps(request)
    #expect(try ModelTree(folder: setup.target) == before)
    request.effect = .written
    let (_, done) = try steps(request)
    #expect(planned == done)
    #expect(
      planned == [
        "adjust folder/sub/c", "delete x", "keep a", "keep link", "make folder/b", "make large",
      ])
  }

  @Test("In place everything goes where it was, each source to its own path")
  func inPlace() throws {
    let other = try SourceFolder("src")
    try other.file("z", [1, 2, 3])
    let single = other.beside("single")
    runProgram("/bin/cp", [other.location("z"), single.string])
    let id = try setup.client.backup([setup.source.path, other.path, single]).id
    let expected = [
      try ModelTree(folder: setup.source.path), try ModelTree(folder: other.path),
    ]
    runProgram("/bin/rm", ["-rf", setup.source.path.string, other.path.string, single.string])
    let report = try setup.client.restore(id, RestoreRequest(target: .inPlace, workers: 2))
    #expect(report.isClean)
    #expect(try ModelTree(folder: setup.source.path) == expected[0])
    #expect(try ModelTree(folder: other.path) == expected[1])
    #expect(try status(of: single.string).st_size == 3)
    // A folder inside one of them.
    runProgram("/bin/rm", ["-rf", setup.source.location("folder")])
    var part = RestoreRequest(
      path: Array(setup.source.location("folder/sub").utf8), target: .inPlace, workers: 1)
    part.overwriting = .always
    #expect(try setup.client.restore(id, part).isClean)
    let files = try ModelTree(folder: setup.source.path).files
    #expect(files["folder/sub/c"] != nil && files["folder/b"] == nil)
  }

  @Test("A comparison afterwards finds what size and time do not tell")
  func verify() throws {
    _ = try setup.client.restore(id, to: setup.target)
    let clean = try setup.client.restore(id, to: setup.target) { $0.effect = .writtenAndVerified }
    #expect(clean.isClean && clean.verified == 5)
    let script = """
      cd \(setup.target) && touch -r large stamp && \
      printf '\\1' | dd of=large conv=notrunc bs=1 seek=700000 2>/dev/null; \
      touch -r stamp large; rm stamp
      """
    runProgram("/bin/sh", ["-c", script])
    let found = try setup.client.restore(id, to: setup.target) { $0.effect = .writtenAndVerified }
    #expect(found.unlike.map { String(decoding: $0.path, as: UTF8.self) } == ["large"])
    #expect(found.files == 0)
    let healed = try setup.client.restore(id, to: setup.target) { request in
      request.overwriting = .always
      request.effect = .writtenAndVerified
    }
    #expect(healed.isClean && healed.files == 1)
    #expect(try setup.differences() == [])
  }

  @Test("Patterns choose what is restored; folders are made for what is in them")
  func selection() throws {
    let report = try setup.client.restore(id, to: setup.target) { request in
      request.selection.included.add(pattern: Array("/folder/**/c".utf8), option: "--include")
      request.selection.included.add(pattern: Array("a".utf8), option: "--include")
    }
    #expect(report.isClean)
    #expect(Set(try ModelTree(folder: setup.target).files.keys) == ["a", "folder/sub/c"])
    let permissions = try status(of: setup.restored("folder/sub")).st_mode
    #expect(try status(of: setup.source.location("folder/sub")).st_mode == permissions)
    runProgram("/bin/rm", ["-rf", setup.target.string])
    _ = try setup.client.restore(id, to: setup.target) { request in
      request.selection.included.add(pattern: Array("folder/".utf8), option: "--include")
      request.selection.excluded.add(pattern: Array("sub/".utf8), option: "--exclude")
    }
    #expect(Set(try ModelTree(folder: setup.target).entries.keys) == ["", "folder", "folder/b"])
  }
}
