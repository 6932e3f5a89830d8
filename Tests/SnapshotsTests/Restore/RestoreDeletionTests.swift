import FileTree
import Format
import Glibc
import Repository
import Snapshots
import SystemPackage
import TestSupport
import Testing

/// What `--delete` takes away, and what it must not.
struct RestoreDeletionTests {
  private let setup: RestoredSource
  private let id: SnapshotID

  init() throws {
    setup = try RestoredSource()
    try setup.source.folder("kept")
    try setup.source.file("kept/file", [1])
    try setup.source.file("top", [2])
    id = try setup.backup().id
    _ = try setup.client.restore(id, to: setup.target)
  }

  private func make(_ script: String) {
    runProgram("/bin/sh", ["-c", "cd \(setup.target) && \(script)"])
  }

  @Test("Without the option everything stays, and the folder keeps its own attributes")
  func stays() throws {
    make("mkdir -p much/deep; echo x >much/deep/er; chmod 711 .")
    let report = try setup.client.restore(id, to: setup.target)
    #expect(report.isClean && report.deleted == 0)
    #expect(try ModelTree(folder: setup.target).files["much/deep/er"] != nil)
    #expect(try status(of: setup.target.string).st_mode & 0o777 == 0o711)
  }

  @Test("What the snapshot does not have goes, folders of any depth and links themselves")
  func deletes() throws {
    let outside = try SourceFolder("outside")
    try outside.file("precious", [9])
    make(
      "mkdir -p much; (cd much; for i in $(seq 100); do mkdir d; cd d; done; echo x >e); "
        + "ln -s \(outside.path) link; ln -s \(outside.path) kept/link; mkfifo kept/fifo")
    let report = try setup.client.restore(id, to: setup.target) { $0.surplus = .isDeleted }
    #expect(report.isClean && report.deleted == 4)
    #expect(try setup.differences() == [])
    #expect(try ModelTree(folder: outside.path).files == ["precious": [9]])
  }

  @Test("Excluded, protected, and in a folder that could not be restored whole: nothing goes")
  func spares() throws {
    make("mkdir own kept/x; echo 1 >own/er; echo 2 >kept/x/y; echo 3 >tmp")
    let own = try OpenFolder.open(setup.target.appending("own")).status()
    let report = try setup.client.restore(id, to: setup.target) { request in
      request.surplus = .isDeleted
      request.protected = [BackupRequest.LeftOut(device: own.device, inode: own.inode)]
      request.selection.excluded.add(pattern: Array("tmp".utf8), option: "--exclude")
    }
    #expect(report.notDeleted.map { String(decoding: $0.path, as: UTF8.self) } == ["own"])
    #expect(report.deleted == 1)
    let files = try ModelTree(folder: setup.target).files
    #expect(files["own/er"] != nil && files["tmp"] != nil && files["kept/x/y"] == nil)
  }

  @Test("A folder that has nothing in common with the snapshot is not emptied")
  func strangeTarget() throws {
    let home = try SourceFolder("home")
    try home.file("precious", [1])
    let refusal = #expect(throws: RepositoryError.self) {
      try setup.client.restore(id, to: home.path) { $0.surplus = .isDeleted }
    }
    #expect(refusal?.code == .refused)
    #expect(try ModelTree(folder: home.path).files == ["precious": [1]])
  }

  @Test("A folder in the place of a file goes only when it may")
  func folderInTheWay() throws {
    make("rm top; mkdir -p top/a; echo 1 >top/a/b")
    let kept = try setup.client.restore(id, to: setup.target)
    #expect(kept.failed.map(\.reason) == ["a folder is in its place"])
    let report = try setup.client.restore(id, to: setup.target) { $0.surplus = .isDeleted }
    #expect(report.isClean && report.deleted == 1)
    #expect(try setup.differences() == [])
  }

  @Test("What the backup could not read is not deleted", .enabled(if: isSuperuser))
  func unreadable() throws {
    try setup.source.file("kept/secret", [3])
    let hidden = setup.source.location("kept/secret")
    // An attribute of the system that even root cannot overcome is rare: the report is handmade.
    let snapshot = try setup.snapshot(id, unreadable: [Array(hidden.utf8)], total: 1)
    make("echo mine >kept/secret; echo x >kept/other")
    let report = try setup.client.restore(snapshot, to: setup.target) { $0.surplus = .isDeleted }
    #expect(report.deleted == 1)
    let files = try ModelTree(folder: setup.target).files
    #expect(files["kept/secret"] != nil && files["kept/other"] == nil)
    let unknown = try setup.snapshot(id, unreadable: [], total: 7)
    let refusal = #expect(throws: RepositoryError.self) {
      try setup.client.restore(unknown, to: setup.target) { $0.surplus = .isDeleted }
    }
    #expect(refusal?.code == .refused)
  }
}
