import Format
import Glibc
import Snapshots
import SystemPackage
import TestSupport
import Testing

/// Entries with several names come back as one inode each.
struct RestoreLinkTests {
  private let setup: RestoredSource
  private var source: SourceFolder { setup.source }

  init() throws {
    setup = try RestoredSource()
    for name in ["a", "b", "c"] { try source.folder(name) }
    var random = SeededGenerator(seed: 1)
    try source.file("a/small", random.bytes(300))
    try source.file("a/large", random.noise(1_200_000))
    try source.link("a/link", to: "nowhere")
    try source.fifo("a/fifo")
    for name in Self.names {
      try source.hardLink("b/\(name)", to: "a/\(name)")
      try source.hardLink("c/\(name)", to: "a/\(name)")
    }
  }

  private static let names = ["small", "large", "link", "fifo"]

  /// Inodes of an entry's three names, and how many links they say there are.
  private func inodes(_ name: String) throws -> Set<ino_t> {
    Set(try ["a", "b", "c"].map { try status(of: setup.restored("\($0)/\(name)")).st_ino })
  }

  private func expectOneInodeEach() throws {
    for name in Self.names {
      #expect(try inodes(name).count == 1, "\(name)")
      #expect(try status(of: setup.restored("a/\(name)")).st_nlink == 3, "\(name)")
    }
    #expect(try setup.differences() == [])
  }

  @Test("Names of one inode are that again, whatever its kind, by one worker and by three")
  func oneInode() throws {
    let id = try setup.backup().id
    for workers in [1, 3] {
      runProgram("/bin/rm", ["-rf", setup.target.string])
      var setup = setup
      setup.workers = workers
      let report = try setup.client.restore(id, to: setup.target)
      #expect(report.isClean && report.files == 6)
      try expectOneInodeEach()
    }
  }

  @Test("A second restore writes nothing; names that are missing or came apart are joined again")
  func again() throws {
    let id = try setup.backup().id
    _ = try setup.client.restore(id, to: setup.target)
    let before = try status(of: setup.restored("a/large"))
    let second = try setup.client.restore(id, to: setup.target)
    #expect(second.isClean && second.files == 0 && second.unchanged == 12)
    #expect(try status(of: setup.restored("a/large")).st_ctim.tv_nsec == before.st_ctim.tv_nsec)
    // One name is gone, another is a copy, a third is somebody else's.
    runProgram("/bin/rm", [setup.restored("a/small"), setup.restored("b/large")])
    runProgram("/bin/cp", ["-p", setup.restored("a/large"), setup.restored("b/large")])
    runProgram("/bin/ln", ["-sf", "elsewhere", setup.restored("c/link")])
    let third = try setup.client.restore(id, to: setup.target) { $0.overwriting = .always }
    #expect(third.isClean)
    try expectOneInodeEach()
  }

  @Test("Only a later name is wanted: it is a file with the contents")
  func laterNameAlone() throws {
    let id = try setup.backup().id
    let report = try setup.client.restore(id, to: setup.target, path: "b")
    #expect(report.isClean && report.files == 2)
    let files = try ModelTree(folder: setup.target).files
    #expect(files["large"] == (try ModelTree(folder: source.path).files["a/large"]))
  }

  @Test("The first name is newer in the target and stays: the others become one inode without it")
  func keptLeader() throws {
    let id = try setup.backup().id
    mkdir(setup.target.string, 0o755)
    mkdir(setup.restored("a"), 0o755)
    runProgram("/bin/sh", ["-c", "echo mine >\(setup.restored("a/small"))"])
    let report = try setup.client.restore(id, to: setup.target)
    #expect(report.keptNewer.map { String(decoding: $0, as: UTF8.self) } == ["a/small"])
    #expect(
      try status(of: setup.restored("b/small")).st_ino
        == status(of: setup.restored("c/small")).st_ino)
    #expect(try status(of: setup.restored("a/small")).st_nlink == 1)
  }
}
