import Format
import Glibc
import SystemPackage
import Testing

@testable import FileTree

@Suite struct OpenFolderTests {
  @Test func namesAreRawBytesInByteOrder() throws {
    let tree = try TemporaryTree()
    let names: [[UInt8]] = [
      [0xFF, 0xFE], Array("new\nline".utf8), [UInt8](repeating: 0x61, count: 255),
      [0x01], Array("B".utf8), Array("a".utf8), Array("aaaaaaaab".utf8), Array("aaaaaaaa".utf8),
      Array("...".utf8), Array(" ".utf8), [0x61, 0x80],
    ]
    for name in names { try tree.file(Array("\(tree.path.string)/".utf8) + name, []) }
    let expected = names.sorted { $0.lexicographicallyPrecedes($1) }
    let folder = try tree.open()
    #expect(try folder.entries().map(\.bytes) == expected)
    // A second listing begins anew.
    #expect(try folder.entries().count == names.count)
  }

  @Test("A folder larger than the read buffer is complete and sorted")
  func manyNames() throws {
    let tree = try TemporaryTree()
    for number in 0..<5000 { try tree.file("a name long enough to fill buffers \(number)") }
    let names = try tree.open().entries()
    #expect(Set(names).count == 5000)
    #expect(names == names.sorted())
  }

  @Test func statusTellsKindModeAndSize() throws {
    let tree = try TemporaryTree()
    try tree.file("file", "12345")
    try tree.folder("folder")
    try tree.link("link", to: "nowhere")
    try systemCall { mkfifo(tree.location("fifo"), 0o600) }
    try systemCall { chmod(tree.location("file"), 0o4751) }
    try systemCall { Glibc.link(tree.location("file"), tree.location("second")) }
    let folder = try tree.open()
    let file = try folder.status(of: named("file"))
    #expect(file.kind == .file)
    #expect(file.permissions == 0o4751)
    #expect(file.size == 5)
    #expect(file.linkCount == 2)
    #expect(file.userID == geteuid())
    #expect(try file.isSameEntry(as: folder.status(of: named("second"))))
    #expect(try !file.isSameEntry(as: folder.status(of: named("fifo"))))
    #expect(try folder.status(of: named("folder")).kind == .folder)
    #expect(try folder.status(of: named("link")).kind == .symlink)
    #expect(try folder.status(of: named("fifo")).kind == .fifo)
    #expect(throws: Errno.noSuchFileOrDirectory) { try folder.status(of: named("nothing")) }
  }

  @Test("Times keep their nanoseconds, before 1970 and after 2038")
  func times() throws {
    let tree = try TemporaryTree()
    try tree.file("file")
    for (seconds, nanoseconds) in [(-1, 1), (-1_000_000_000, 999_999_999), (4_000_000_000, 7)] {
      let time = timespec(tv_sec: seconds, tv_nsec: nanoseconds)
      try systemCall { utimensat(AT_FDCWD, tree.location("file"), [time, time], 0) }
      let modified = try tree.open().status(of: named("file")).modified
      #expect(
        modified == Timestamp(seconds: Int64(seconds), nanoseconds: UInt32(nanoseconds)))
    }
  }

  @Test func linksAreNeverFollowed() throws {
    let tree = try TemporaryTree()
    try tree.file("file", "secret")
    try tree.folder("folder")
    try tree.link("to file", to: "file")
    try tree.link("to folder", to: "folder")
    let folder = try tree.open()
    #expect(throws: Errno.tooManySymbolicLinkLevels) { try folder.openFile(named("to file")) }
    #expect(throws: Errno.self) { try folder.openFolder(named("to folder")) }
    #expect(throws: Errno.notDirectory) { try folder.openFolder(named("file")) }
    #expect(throws: Errno.staleNFSFileHandle) { try folder.openFile(named("folder")) }
    #expect(try folder.openFolder(named("folder")).entries().isEmpty)
  }

  @Test("A FIFO where a file was does not block")
  func fifoInPlaceOfAFile() throws {
    let tree = try TemporaryTree()
    try systemCall { mkfifo(tree.location("file"), 0o600) }
    let folder = try tree.open()
    #expect(throws: Errno.staleNFSFileHandle) { try folder.openFile(named("file")) }
  }

  @Test(arguments: [1, 255, 256, 257, 1024, 4095])
  func linkTargetsOfAnyLength(length: Int) throws {
    let tree = try TemporaryTree()
    let target = String(repeating: "t", count: length)
    try tree.link("link", to: target)
    #expect(try tree.open().readLink(named("link")) == Array(target.utf8))
  }

  @Test func readsAtAnyOffset() throws {
    let tree = try TemporaryTree()
    try tree.file("file", "0123456789")
    let file = try tree.open().openFile(named("file"))
    file.adviseSequential()
    var buffer = [UInt8](repeating: 0, count: 4)
    for (offset, expected) in [(UInt64(0), "0123"), (7, "789"), (10, ""), (1 << 40, "")] {
      let count = try buffer.withUnsafeMutableBytes { try file.read(into: $0, at: offset) }
      #expect(String(decoding: buffer.prefix(count), as: UTF8.self) == expected)
    }
    #expect(throws: Errno.overflow) {
      try buffer.withUnsafeMutableBytes { try file.read(into: $0, at: .max) }
    }
    #expect(try file.status() == file.statusWhenOpened)
  }

  @Test func holesAndDataAreTold() throws {
    let tree = try TemporaryTree()
    let mebibyte = 1 << 20
    let descriptor = try systemCall { open(tree.location("file"), O_RDWR | O_CREAT, 0o600) }
    defer { _ = close(descriptor) }
    try systemCall { ftruncate(descriptor, off_t(3 * mebibyte)) }
    let data = [UInt8](repeating: 1, count: 4096)
    try systemCall { pwrite(descriptor, data, data.count, off_t(mebibyte)) }
    let file = try tree.open().openFile(named("file"))
    #expect(try file.nextData(from: 0) == UInt64(mebibyte))
    #expect(try file.nextHole(from: 0) == 0)
    #expect(try file.nextHole(from: UInt64(mebibyte)) == UInt64(mebibyte + 4096))
    #expect(try file.nextData(from: UInt64(mebibyte + 4096)) == nil)
    #expect(try file.nextHole(from: UInt64(3 * mebibyte)) == nil)
    #expect(file.statusWhenOpened.allocatedBytes < file.statusWhenOpened.size)
  }

  @Test("The handle outlives a rename, and reads nothing that took its place")
  func heldFolderIsTheSameFolder() throws {
    let tree = try TemporaryTree()
    try tree.folder("a")
    try tree.file("a/inside")
    let folder = try tree.open().openFolder(named("a"))
    try systemCall { rename(tree.location("a"), tree.location("b")) }
    try tree.link("a", to: "/")
    #expect(try folder.entries() == [named("inside")])
  }
}
