import Format
import Glibc
import Snapshots
import SystemPackage
import TestSupport
import Testing

/// Whether a small Btrfs can be made here.
private let hasBtrfs: Bool = (["/usr/sbin/mkfs.btrfs", "/sbin/mkfs.btrfs"] as [String]).contains {
  access($0, X_OK) == 0
}

/// On a file system that can, files with equal contents share them, and a new version of a large
/// file shares with the old one what has not changed.
@Suite(.enabled(if: canMount && hasBtrfs, "needs root and btrfs"))
struct RestoreSharingTests {
  private let setup: RestoredSource
  private let place: SourceFolder
  private var target: FilePath { place.path.appending("back") }

  init() throws {
    setup = try RestoredSource()
    place = try SourceFolder("mounted")
    let image = place.beside("image").string
    try #require(
      runProgram(
        "/bin/sh",
        [
          "-c",
          """
          truncate -s 200M \(image) && mkfs.btrfs -q \(image) &&
            mount -o loop \(image) \(place.path)
          """,
        ]))
  }

  private func end() { runProgram("/bin/umount", [place.path.string]) }

  /// Bytes that the file system has given out.
  private func used() throws -> Int {
    runProgram("/bin/sync", ["-f", place.path.string])
    var status = statvfs()
    guard statvfs(place.path.string, &status) == 0 else { throw Errno(rawValue: errno) }
    return Int(status.f_blocks - status.f_bfree) * Int(status.f_frsize)
  }

  @Test("Ten files with the contents of one take the space of one")
  func equalContents() throws {
    defer { end() }
    var random = SeededGenerator(seed: 1)
    let bytes = random.noise(4 << 20)
    for number in 0..<10 { try setup.source.file("\(number)", bytes) }
    let id = try setup.backup().id
    let before = try used()
    let report = try setup.client.restore(id, to: target)
    #expect(report.isClean && report.files == 10)
    #expect(
      try ModelTree(folder: target).differences(from: ModelTree(folder: setup.source.path)) == [])
    let taken = try used() - before
    print("ten equal files of 4 MiB take \(taken) bytes")
    #expect(taken < 12 << 20)
  }

  @Test("A large file of which a little has changed back takes little, holes and all")
  func revision() throws {
    defer { end() }
    var random = SeededGenerator(seed: 2)
    try setup.source.file("image", random.noise(24 << 20))
    runProgram("/bin/sh", ["-c", "truncate -s 30M \(setup.source.location("image"))"])
    try setup.source.modified("image", seconds: 1_000_000_000)
    let id = try setup.backup().id
    _ = try setup.client.restore(id, to: target)
    let script = """
      cd \(target) && printf changed | dd of=image conv=notrunc bs=1 seek=5000000 2>/dev/null
      head -c 65536 /dev/zero | dd of=image conv=notrunc bs=65536 seek=420 2>/dev/null
      cp --reflink=always image old && touch -d @900000000 image
      """
    runProgram("/bin/sh", ["-c", script])
    let before = try used()
    let report = try setup.client.restore(id, to: target)
    #expect(report.isClean && report.files == 1)
    let wanted = try ModelTree(folder: setup.source.path).entries["image"]
    #expect(try ModelTree(folder: target).entries["image"] == wanted)
    let taken = try used() - before
    print("a changed image of 30 MiB, restored, takes \(taken) bytes more")
    #expect(taken < 4 << 20)
  }
}
