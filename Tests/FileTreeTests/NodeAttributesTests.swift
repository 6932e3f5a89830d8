import Format
import Glibc
import SystemPackage
import Testing

@testable import FileTree

@Suite struct NodeAttributesTests {
  let tree: TemporaryTree
  let writer: TreeWriter

  init() throws {
    tree = try TemporaryTree()
    writer = try TreeWriter(target: try tree.open(), run: 1)
  }

  private func status(_ name: String) throws -> FileStatus {
    try tree.open().status(of: named(name))
  }

  private func attribute(_ name: String, _ value: String) -> ExtendedAttribute {
    ExtendedAttribute(name: Array(name.utf8), value: Array(value.utf8))
  }

  @Test("setuid, setgid and sticky survive the change of owner", .enabled(if: isSuperuser))
  func specialBitsAndOwner() throws {
    let owner = NodeAttributes.Owner(userID: 4321, groupID: 8765)
    #expect(try writer.root.file("file", "1", attributes(0o7755, owner: owner)).isEmpty)
    let status = try status("file")
    #expect(status.permissions == 0o7755)
    #expect((status.userID, status.groupID) == (4321, 8765))
  }

  @Test("Without the owner they were meant for, setuid and setgid are withheld and reported")
  func withheldBits() throws {
    let stranger = NodeAttributes.Owner(userID: 1, groupID: 1)
    try systemCall { chmod(tree.path.string, 0o777) }
    let failures = try asNobody {
      try writer.root.file("file", "1", attributes(0o6755, owner: stranger))
    }
    #expect(
      failures == [
        AttributeFailure(.owner, .notPermitted), AttributeFailure(.setIDs, .notPermitted),
      ])
    #expect(try status("file").permissions == 0o755)
  }

  @Test("The number that means \"unchanged\" to the kernel is refused, not obeyed")
  func ownerMinusOne() throws {
    for owner in [
      NodeAttributes.Owner(userID: .max, groupID: 0), .init(userID: 0, groupID: .max),
    ] {
      let failures = try writer.root.file(
        "file", "1", attributes(0o4755, owner: owner), existing: .replace)
      #expect(failures.first == AttributeFailure(.owner, .invalidArgument))
      #expect(try status("file").permissions == 0o755)
    }
  }

  @Test(
    "Times from 1901 to 2446, as ext4 holds them, or a report",
    arguments: [
      (-2_147_483_648, 1), (-1, 999_999_999), (0, 0), (2_147_483_647, 5), (2_147_483_648, 5),
      (4_300_000_000, 123_456_789), (15_032_385_535, 0), (15_032_385_536, 0), (1 << 40, 3),
      (-(1 << 40), 3), (Int64.max, 0), (Int64.min, 0),
    ] as [(Int64, UInt32)])
  func times(seconds: Int64, nanoseconds: UInt32) throws {
    let time = Timestamp(seconds: seconds, nanoseconds: nanoseconds)
    let wanted = attributes(modified: time)
    let folder = try writer.root.createFolder(named("folder"))
    let failures = [
      ("file", try writer.root.file("file", "1", wanted)),
      ("link", try writer.root.createSymlink(named("link"), target: [1], wanted, existing: .keep)),
      ("folder", folder.setAttributes(wanted)),
    ]
    for (name, failures) in failures {
      let held = try status(name).modified
      #expect(
        failures == (held == time ? [] : [AttributeFailure(.modified, .outOfRange)]), "\(name)")
      // Every file system of Linux holds these.
      if seconds >= 0, seconds <= Int64(Int32.max) { #expect(held == time) }
    }
  }

  @Test func extendedAttributesOfFilesAndFolders() throws {
    let wanted = [attribute("user.empty", ""), attribute("user.z", "\0\u{1}\n")]
    #expect(try writer.root.file("file", "1", attributes(extended: wanted)).isEmpty)
    let folder = try writer.root.createFolder(named("folder"))
    #expect(folder.setAttributes(attributes(0o755, extended: wanted)).isEmpty)
    #expect(try tree.open().extendedAttributes(of: named("file")) == wanted)
    #expect(try tree.open().extendedAttributes(of: named("folder")) == wanted)
    // What is not wanted goes: the folder is as the snapshot says.
    #expect(folder.setAttributes(attributes(0o755, extended: [wanted[1]])).isEmpty)
    #expect(try folder.folder.extendedAttributes() == [wanted[1]])
  }

  @Test("trusted attributes on every kind", .enabled(if: isSuperuser))
  func trustedAttributes() throws {
    let wanted = attributes(extended: [attribute("trusted.a", "1")])
    #expect(try writer.root.file("file", "1", wanted).isEmpty)
    let fifo = try writer.root.createSpecial(
      named("fifo"), kind: .fifo, device: 0, wanted, existing: .keep)
    #expect(fifo.isEmpty)
    for name in ["file", "fifo"] {
      #expect(try tree.open().extendedAttributes(of: named(name)) == wanted.extended)
    }
  }

  @Test func anAttributeThatCannotBeSetIsReportedByName() throws {
    let bad = [
      attribute("", "1"), attribute("user.a\0b", "1"), attribute("nonsense.a", "1"),
      ExtendedAttribute(
        name: Array("user.large".utf8), value: [UInt8](repeating: 1, count: 65_537)),
    ]
    let good = attribute("user.good", "1")
    let failures = try writer.root.file("file", "1", attributes(extended: bad + [good]))
    #expect(failures.map(\.attribute) == bad.map { .extended($0.name) })
    #expect(try tree.open().extendedAttributes(of: named("file")) == [good])
    #expect(try status("file").modified.nanoseconds == 123_456_789)
  }

  @Test("An access list inherited from the folder does not stay on what is restored")
  func inheritedAccessList() throws {
    // Version 2; user::rwx, user:1234:rwx, group::r-x, mask::rwx, other::---.
    let list: [(tag: UInt16, permissions: UInt16, id: UInt32)] = [
      (0x01, 7, .max), (0x02, 7, 1234), (0x04, 5, .max), (0x10, 7, .max), (0x20, 0, .max),
    ]
    var value: [UInt8] = [2, 0, 0, 0]
    for entry in list {
      for part in [entry.tag, entry.permissions] {
        value += [UInt8(truncatingIfNeeded: part), UInt8(truncatingIfNeeded: part >> 8)]
      }
      value += (0..<4).map { UInt8(truncatingIfNeeded: entry.id >> (8 * $0)) }
    }
    let inherited = ExtendedAttribute(name: Array("system.posix_acl_default".utf8), value: value)
    let access = ExtendedAttribute(name: Array("system.posix_acl_access".utf8), value: value)
    let parent = try writer.root.createFolder(named("parent"))
    guard parent.setAttributes(attributes(0o755, extended: [inherited])).isEmpty else {
      return  // A file system without access lists has none to inherit.
    }
    #expect(try parent.file("plain", "1", attributes(0o640)).isEmpty)
    #expect(try parent.file("listed", "1", attributes(0o770, extended: [access])).isEmpty)
    let folder = try parent.createFolder(named("folder"))
    #expect(try !folder.folder.extendedAttributes().isEmpty)
    #expect(folder.setAttributes(attributes(0o750)).isEmpty)
    #expect(try parent.folder.extendedAttributes(of: named("plain")).isEmpty)
    #expect(try parent.folder.status(of: named("plain")).permissions == 0o640)
    #expect(try parent.folder.extendedAttributes(of: named("listed")) == [access])
    #expect(try folder.folder.extendedAttributes().isEmpty)
    #expect(try folder.folder.status().permissions == 0o750)
  }
}
