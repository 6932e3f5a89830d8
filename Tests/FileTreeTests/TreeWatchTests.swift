import Format
import Glibc
import SystemPackage
import TestSupport
import Testing

@testable import FileTree

struct TreeWatchTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func make(_ path: String) { mkdir(folder.appending(path).string, 0o700) }

  private func write(_ path: String) throws {
    let file = try FileDescriptor.open(
      folder.appending(path), .writeOnly, options: [.create, .append],
      permissions: .ownerReadWrite)
    try file.closeAfter { _ = try file.writeAll([1]) }
  }

  private func rename(_ old: String, _ new: String) {
    Glibc.rename(folder.appending(old).string, folder.appending(new).string)
  }

  /// "x" for a change, "-x" for a removal, "?" for lost words; each once, in order.
  private func heard(_ watch: TreeWatch) -> [String] {
    var words: [String] = []
    for change in watch.changes() {
      let word =
        switch change {
        case .changed(let path): path.map(\.lossyText).joined(separator: "/")
        case .removed(let path): "-" + path.map(\.lossyText).joined(separator: "/")
        case .lost: "?"
        }
      if !words.contains(word) { words.append(word) }
    }
    return words
  }

  @Test("Every kind of change is heard, in folders that were there and in new ones")
  func changes() throws {
    make("old")
    make("old/deep")
    try write("old/deep/file")
    let watch = try TreeWatch(folder.path)
    #expect(watch.folderCount == 3)
    #expect(heard(watch) == [])
    try write("old/deep/file")
    #expect(heard(watch) == ["old/deep/file"])
    chmod(folder.appending("old/deep/file").string, 0o400)
    #expect(heard(watch) == ["old/deep/file"])
    symlink("nowhere", folder.appending("link").string)
    #expect(heard(watch) == ["link"])
    make("new")
    #expect(heard(watch) == ["new"])
    try write("new/file")
    #expect(heard(watch) == ["new/file"])
    unlink(folder.appending("new/file").string)
    rmdir(folder.appending("new").string)
    #expect(heard(watch) == ["-new/file", "-new"])
    chmod(folder.path.string, 0o755)
    #expect(heard(watch) == [""])
    #expect(watch.isWhole)
  }

  @Test("What a new folder got before it was watched is not missed: its folders are watched too")
  func newTree() throws {
    let watch = try TreeWatch(folder.path)
    for path in ["a", "a/b", "a/b/c"] { make(path) }
    #expect(heard(watch).contains("a"))
    #expect(watch.folderCount == 4)
    try write("a/b/c/file")
    #expect(heard(watch) == ["a/b/c/file"])
  }

  @Test("Reading, listing and this program's own temporary entries are no changes")
  func silent() throws {
    try write("file")
    let watch = try TreeWatch(folder.path)
    let opened = try FileDescriptor.open(folder.appending("file"), .readOnly)
    var byte: UInt8 = 0
    _ = try withUnsafeMutableBytes(of: &byte) { try opened.read(into: $0) }
    try opened.close()
    #expect(folder.names == ["file"])
    let temporary = ".martlet-0123456789abcdef-1.tmp"
    try write(temporary)
    unlink(folder.appending(temporary).string)
    #expect(heard(watch) == [])
    try write(temporary)
    rename(temporary, "file")
    #expect(heard(watch) == ["file"])
  }

  @Test("A folder that is renamed is heard of by its new name; one that leaves, no more")
  func renames() throws {
    for path in ["a", "a/b", "c"] { make(path) }
    let outside = try TemporaryFolder()
    let watch = try TreeWatch(folder.path)
    rename("a", "c/a")
    #expect(heard(watch) == ["a", "c/a"])
    try write("c/a/b/file")
    #expect(heard(watch) == ["c/a/b/file"])
    Glibc.rename(folder.appending("c/a").string, outside.appending("a").string)
    #expect(heard(watch) == ["-c/a"])
    #expect(watch.folderCount == 2)
    let file = try FileDescriptor.open(
      outside.appending("a/b/file"), .writeOnly, options: .truncate)
    try file.close()
    #expect(heard(watch) == [])
  }

  @Test("Folders that nobody wants to hear of are not watched")
  func choice() throws {
    for path in ["kept", "left", "left/deep"] { make(path) }
    let watch = try TreeWatch(folder.path) { $0.last?.lossyText != "left" }
    #expect(watch.folderCount == 2)
    try write("left/deep/file")
    #expect(heard(watch) == [])
    make("kept/left")
    try write("kept/left/file")
    try write("kept/file")
    #expect(heard(watch) == ["kept/file"])
  }

  @Test("More than the kernel remembers is said to be lost, and all that came is watched")
  func overflow() throws {
    let watch = try TreeWatch(folder.path)
    let text = try SystemLimit.text("/proc/sys/fs/inotify/max_queued_events")
    let limit = try #require(Int(text.filter(\.isNumber)))
    make("x")
    // Two files in turn: the kernel keeps one of equal words.
    for _ in 0...(limit / 2) {
      chmod(folder.appending("x").string, 0o700)
      chmod(folder.path.string, 0o700)
    }
    make("late")
    make("late/deep")
    #expect(heard(watch).last == "?")
    try write("late/deep/file")
    #expect(heard(watch) == ["late/deep/file"])
  }

  @Test("Where the root goes, anything may have changed")
  func rootGone() throws {
    make("root")
    let watch = try TreeWatch(folder.appending("root"))
    rmdir(folder.appending("root").string)
    #expect(heard(watch).contains("?"))
    #expect(throws: Errno.self) { try TreeWatch(folder.appending("root")) }
  }

  @Test("Records are read from any bytes without a crash", arguments: 0..<UInt64(500))
  func hostile(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    var bytes = random.bytes(Int.random(in: 0...200, using: &random))
    if bytes.count > 16, seed.isMultiple(of: 2) {
      for index in 12..<16 { bytes[index] = 0 }
      bytes[12] = UInt8.random(in: 0...40, using: &random)
    }
    let records = bytes.withUnsafeBytes { InotifyRecord.all(in: $0) }
    #expect(records.count <= bytes.count / 16)
  }
}

private enum SystemLimit {
  static func text(_ path: String) throws -> String {
    let file = try FileDescriptor.open(FilePath(path), .readOnly)
    return try file.closeAfter {
      var bytes = [UInt8](repeating: 0, count: 64)
      let count = try bytes.withUnsafeMutableBytes { try file.read(into: $0) }
      return String(decoding: bytes.prefix(count), as: UTF8.self)
    }
  }
}
