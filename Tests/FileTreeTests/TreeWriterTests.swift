import Format
import Glibc
import SystemPackage
import Testing

@testable import FileTree

/// Attributes as the tests mostly want them.
func attributes(
  _ permissions: UInt16 = 0o644, owner: NodeAttributes.Owner? = nil,
  modified: Timestamp = Timestamp(seconds: 1_600_000_000, nanoseconds: 123_456_789),
  extended: [ExtendedAttribute] = []
) -> NodeAttributes {
  NodeAttributes(permissions: permissions, owner: owner, modified: modified, extended: extended)
}

extension FileWriter {
  func write(_ text: String, at offset: UInt64) throws {
    let bytes = Array(text.utf8)
    try bytes.withUnsafeBytes { try write($0, at: offset) }
  }
}

extension FolderWriter {
  /// A whole file in one call.
  @discardableResult
  func file(
    _ name: String, _ text: String, _ attributes: NodeAttributes = attributes(),
    existing: Existing = .keep
  ) throws -> [AttributeFailure] {
    let file = try createFile(named(name), size: UInt64(text.utf8.count))
    try file.write(text, at: 0)
    return try file.finish(attributes, existing: existing)
  }
}

@Suite struct TreeWriterTests {
  let tree: TemporaryTree
  let writer: TreeWriter

  init() throws {
    tree = try TemporaryTree()
    writer = try TreeWriter(target: try tree.open(), run: 0xABC)
  }

  private func names() throws -> [String] {
    try tree.open().entries().map(\.lossyText)
  }

  private func text(_ name: String) throws -> String {
    String(decoding: try tree.contents(name), as: UTF8.self)
  }

  @Test("A file has its name only when it is finished")
  func fileLife() throws {
    let file = try writer.root.createFile(named("file"), size: 10)
    #expect(try names() == [".martlet-0000000000000abc-1.tmp"])
    try file.write("56789", at: 5)
    try file.write("01234", at: 0)
    #expect(try file.finish(attributes(0o640), existing: .keep).isEmpty)
    #expect(try names() == ["file"])
    #expect(try text("file") == "0123456789")
    let status = try tree.open().status(of: named("file"))
    #expect(status.permissions == 0o640)
    #expect(status.modified == Timestamp(seconds: 1_600_000_000, nanoseconds: 123_456_789))
    #expect(throws: Errno.badFileDescriptor) { try file.finish(attributes(), existing: .replace) }
    file.abandon()
    #expect(try names() == ["file"])
    try writer.sync()
  }

  @Test func anUnfinishedFileIsRemoved() throws {
    var file: FileWriter? = try writer.root.createFile(named("file"), size: 1)
    #expect(try file != nil && names().count == 1)
    file = nil
    #expect(try names().isEmpty)
    try writer.root.createFile(named("file"), size: 1).abandon()
    #expect(try names().isEmpty)
  }

  @Test func nothingIsWrittenBeyondTheSize() throws {
    let file = try writer.root.createFile(named("file"), size: 4)
    #expect(throws: Errno.fileTooLarge) { try file.write("12345", at: 0) }
    #expect(throws: Errno.fileTooLarge) { try file.write("1", at: 4) }
    #expect(throws: Errno.fileTooLarge) { try file.write("1", at: .max) }
    #expect(throws: Errno.fileTooLarge) {
      try writer.root.createFile(named("large"), size: .max)
    }
    #expect(try names().count == 1)
  }

  @Test func whatIsNotWrittenIsAHole() throws {
    let size: UInt64 = 8 << 20
    let file = try writer.root.createFile(named("file"), size: size)
    try file.write("end", at: size - 3)
    _ = try file.finish(attributes(), existing: .keep)
    let status = try tree.open().status(of: named("file"))
    #expect(status.size == size)
    #expect(status.allocatedBytes < size / 2)
  }

  @Test func anExistingFileIsKeptOrReplaced() throws {
    try tree.file("file", "old")
    #expect(throws: Errno.fileExists) { try writer.root.file("file", "new") }
    #expect(try text("file") == "old")
    try writer.root.file("file", "new", existing: .replace)
    #expect(try text("file") == "new")
    try tree.folder("folder")
    #expect(throws: Errno.isDirectory) { try writer.root.file("folder", "", existing: .replace) }
    #expect(try names() == ["file", "folder"])
  }

  @Test("A link at a file's name is replaced, its target untouched")
  func aLinkInPlaceOfAFile() throws {
    try tree.file("victim", "precious")
    try tree.link("file", to: "victim")
    #expect(throws: Errno.fileExists) { try writer.root.file("file", "new") }
    try writer.root.file("file", "new", existing: .replace)
    #expect(try text("victim") == "precious")
    #expect(try text("file") == "new")
  }

  @Test func foldersAreMadeOrReused() throws {
    let made = try writer.root.createFolder(named("folder"))
    #expect(made.isNew)
    #expect(try made.folder.status().permissions == 0o700)
    try made.file("inside", "1")
    let again = try writer.root.createFolder(named("folder"))
    #expect(!again.isNew)
    #expect(try again.folder.entries() == [named("inside")])
    #expect(made.setAttributes(attributes(0o2755)).isEmpty)
    let status = try tree.open().status(of: named("folder"))
    #expect(status.permissions == 0o2755)
    #expect(status.modified.nanoseconds == 123_456_789)
  }

  @Test("A link, file or FIFO where a folder is to be is not entered", arguments: 0..<4)
  func plantedInPlaceOfAFolder(kind: Int) throws {
    let outside = try TemporaryTree()
    switch kind {
    case 0: try tree.link("folder", to: outside.path.string)
    case 1: try tree.file("folder")
    case 2: try systemCall { mkfifo(tree.location("folder"), 0o600) }
    default: try tree.link("folder", to: ".")
    }
    #expect(throws: Errno.fileExists) { try writer.root.createFolder(named("folder")) }
    #expect(throws: Errno.fileExists) { try writer.root.openFolder(named("folder")) }
    #expect(throws: Errno.fileExists) {
      try writer.folder(at: [named("folder"), named("deeper")])
    }
    #expect(try outside.open().entries().isEmpty)
  }

  @Test("A link swapped in for a parent leads nothing outside")
  func parentSwappedForALink() throws {
    let outside = try TemporaryTree()
    let folder = try writer.root.createFolder(named("folder"))
    let file = try folder.createFile(named("file"), size: 1)
    try systemCall { rename(tree.location("folder"), tree.location("moved")) }
    try tree.link("folder", to: outside.path.string)
    try file.write("1", at: 0)
    _ = try file.finish(attributes(), existing: .replace)
    _ = try folder.createSymlink(named("l"), target: [1], attributes(), existing: .replace)
    try folder.createFolder(named("f")).file("g", "h")
    #expect(folder.setAttributes(attributes(0o755)).isEmpty)
    #expect(try outside.open().entries().isEmpty)
    let moved = try tree.open().openFolder(named("moved"))
    #expect(try moved.entries().map(\.lossyText) == ["f", "file", "l"])
  }

  @Test func linksKeepTheirTargetAndTime() throws {
    let target: [UInt8] = [0xFF, 0x0A, 0x2E]
    let failures = try writer.root.createSymlink(
      named("link"), target: target, attributes(), existing: .keep)
    #expect(failures.isEmpty)
    let folder = try tree.open()
    #expect(try folder.readLink(named("link")) == target)
    #expect(
      try folder.status(of: named("link")).modified
        == Timestamp(seconds: 1_600_000_000, nanoseconds: 123_456_789))
    for bad in [[], [0x61, 0]] as [[UInt8]] {
      #expect(throws: Errno.invalidArgument) {
        try writer.root.createSymlink(named("bad"), target: bad, attributes(), existing: .keep)
      }
    }
    #expect(throws: Errno.fileExists) {
      try writer.root.createSymlink(named("link"), target: [1], attributes(), existing: .keep)
    }
    #expect(try names() == ["link"])
  }

  @Test("The attributes of a link never reach its target", .enabled(if: isSuperuser))
  func attributesOfALinkStayWithIt() throws {
    try tree.file("victim")
    let before = try tree.open().status(of: named("victim"))
    let trusted = ExtendedAttribute(name: Array("trusted.a".utf8), value: [1])
    let owner = NodeAttributes.Owner(userID: 1234, groupID: 5678)
    let failures = try writer.root.createSymlink(
      named("link"), target: Array("victim".utf8),
      attributes(0o777, owner: owner, extended: [trusted]), existing: .keep)
    #expect(failures.isEmpty)
    let folder = try tree.open()
    #expect(try folder.status(of: named("victim")) == before)
    #expect(try folder.extendedAttributes(of: named("victim")).isEmpty)
    #expect(try folder.extendedAttributes(of: named("link")) == [trusted])
    let status = try folder.status(of: named("link"))
    #expect((status.userID, status.groupID) == (1234, 5678))
  }

  @Test func fifosAndSockets() throws {
    for (name, kind) in [("fifo", NodeKind.fifo), ("socket", .socket)] {
      let failures = try writer.root.createSpecial(
        named(name), kind: kind, device: 99, attributes(0o622), existing: .keep)
      #expect(failures.isEmpty)
      let status = try tree.open().status(of: named(name))
      #expect(status.kind == kind)
      #expect(status.permissions == 0o622)
      #expect(status.specialDevice == 0)
      #expect(status.modified.nanoseconds == 123_456_789)
    }
    for kind in [NodeKind.file, .folder, .symlink] {
      #expect(throws: Errno.invalidArgument) {
        try writer.root.createSpecial(
          named("x"), kind: kind, device: 0, attributes(), existing: .keep)
      }
    }
  }

  @Test("Devices keep their number", .enabled(if: isSuperuser))
  func devices() throws {
    for kind in [NodeKind.blockDevice, .characterDevice] {
      let number: UInt64 = 259 << 32 | 70_001
      _ = try writer.root.createSpecial(
        named("device"), kind: kind, device: number, attributes(0o600), existing: .replace)
      let status = try tree.open().status(of: named("device"))
      #expect(status.kind == kind)
      #expect(status.specialDevice == number)
    }
  }

  @Test("A further name is given to the inode that is meant, and to no other")
  func hardLinks() throws {
    try writer.root.file("a", "1")
    let identity = EntryIdentity(try tree.open().status(of: named("a")))
    let folder = try writer.root.createFolder(named("folder"))
    func link(
      _ name: String, to other: String, in from: FolderWriter, _ existing: Existing
    ) throws {
      try folder.createHardLink(
        named(name), to: named(other), in: from, holding: identity, existing: existing)
    }
    try link("b", to: "a", in: writer.root, .keep)
    #expect(throws: Errno.fileExists) { try link("b", to: "a", in: writer.root, .keep) }
    // Onto another name of itself, and onto another file.
    try link("b", to: "a", in: writer.root, .replace)
    try folder.file("c", "2")
    try link("c", to: "b", in: folder, .replace)
    #expect(try folder.folder.entries().map(\.lossyText) == ["b", "c"])
    #expect(try folder.folder.status(of: named("c")).linkCount == 3)
    try writer.root.file("a", "another", existing: .replace)
    #expect(throws: Errno.staleNFSFileHandle) { try link("d", to: "a", in: writer.root, .replace) }
    #expect(try folder.folder.entries().map(\.lossyText) == ["b", "c"])
  }
}
