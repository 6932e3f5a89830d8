import Format
import SystemPackage
import TestSupport
import Testing

@testable import FileTree

@Suite struct ExtendedAttributeTests {
  private func attribute(_ name: String, _ value: [UInt8]) -> ExtendedAttribute {
    ExtendedAttribute(name: Array(name.utf8), value: value)
  }

  @Test func noneIsAnEmptyList() throws {
    let tree = try TemporaryTree()
    try tree.file("file")
    try tree.link("link", to: "file")
    let folder = try tree.open()
    #expect(try folder.extendedAttributes(of: named("file")).isEmpty)
    #expect(try folder.extendedAttributes(of: named("link")).isEmpty)
    #expect(try folder.extendedAttributes().isEmpty)
    #expect(throws: Errno.noSuchFileOrDirectory) {
      try folder.extendedAttributes(of: named("nothing"))
    }
  }

  @Test("By name and by descriptor alike: sorted, exact bytes, empty values too")
  func exactBytes() throws {
    let tree = try TemporaryTree()
    try tree.file("file")
    let folder = try tree.open()
    let path = tree.location("file")
    #expect(runProgram("/usr/bin/setfattr", ["-n", "user.z", "-v", "0x00ff0a", path]))
    #expect(runProgram("/usr/bin/setfattr", ["-n", "user.empty", path]))
    let long = String(repeating: "6c", count: 3000)
    #expect(runProgram("/usr/bin/setfattr", ["-n", "user.long", "-v", "0x\(long)", path]))
    let expected = [
      attribute("user.empty", []), attribute("user.long", [UInt8](repeating: 0x6C, count: 3000)),
      attribute("user.z", [0, 0xFF, 10]),
    ]
    #expect(try folder.extendedAttributes(of: named("file")) == expected)
    #expect(try folder.openFile(named("file")).extendedAttributes() == expected)
  }

  @Test("A list of names beyond the first buffer is read whole")
  func manyNames() throws {
    let tree = try TemporaryTree()
    try tree.file("file")
    for number in 0..<20 {
      let name = "user.\(String(repeating: "n", count: 80)).\(number)"
      #expect(runProgram("/usr/bin/setfattr", ["-n", name, "-v", "1", tree.location("file")]))
    }
    #expect(try tree.open().extendedAttributes(of: named("file")).count == 20)
  }

  @Test("A link has its own, and its target's are not read", .enabled(if: isSuperuser))
  func ofLinks() throws {
    let tree = try TemporaryTree()
    try tree.file("file")
    try tree.link("link", to: "file")
    let (file, link) = (tree.location("file"), tree.location("link"))
    #expect(runProgram("/usr/bin/setfattr", ["-n", "user.target", "-v", "1", file]))
    #expect(runProgram("/usr/bin/setfattr", ["-h", "-n", "trusted.link", "-v", "2", link]))
    let folder = try tree.open()
    #expect(
      try folder.extendedAttributes(of: named("link")) == [attribute("trusted.link", [0x32])])
  }

  @Test("An attribute that vanishes between listing and reading is left out")
  func vanishing() throws {
    let attributes = try AttributeReader.attributes { call in
      switch call {
      case .list(let buffer):
        for (index, byte) in "user.a\0user.b\0".utf8.enumerated() {
          buffer[index] = CChar(bitPattern: byte)
        }
        return 14
      case .value(let name, let buffer):
        guard String(cString: name) == "user.b" else {
          return failing(with: .noData)
        }
        buffer[0] = 7
        return 1
      }
    }
    #expect(attributes == [attribute("user.b", [7])])
  }

  @Test("[11-a] More than a node can hold is an error, before it is all in memory")
  func tooMany() throws {
    let list = (10..<90).map { "user.\($0)\0" }.joined().utf8.map { CChar(bitPattern: $0) }
    var reads = 0
    #expect(throws: Errno.argListTooLong) {
      try AttributeReader.attributes { call in
        switch call {
        case .list(let buffer):
          guard buffer.count >= list.count else { return failing(with: .outOfRange) }
          _ = buffer.update(fromContentsOf: list)
          return list.count
        case .value(_, let buffer):
          reads += 1
          return buffer.count == AttributeReader.maxBytes
            ? buffer.count : failing(with: .outOfRange)
        }
      }
    }
    #expect(reads == 16 * 2)
  }

  @Test func aFileSystemWithoutAttributesHasNone() throws {
    #expect(try AttributeReader.attributes { _ in failing(with: .notSupported) }.isEmpty)
    #expect(throws: Errno.ioError) {
      try AttributeReader.attributes { _ in failing(with: .ioError) }
    }
  }
}
