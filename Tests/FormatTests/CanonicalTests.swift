import TestSupport
import Testing

@testable import Format

/// Where several inputs mean one value, and where values that look alike are several.
@Suite struct CanonicalTests {
  @Test("[7.1-b] Names are compared by bytes: two spellings of a letter are two owners")
  func owners() throws {
    func owner(_ user: String) -> Owner {
      Owner(permissions: 0, userID: 0, groupID: 0, user: user, group: "")
    }
    // U+00E9; e and U+0301. The Kelvin sign and K.
    for (left, right) in [("\u{E9}", "e\u{301}"), ("\u{212A}", "K")] {
      #expect(left == right)
      #expect(owner(left) != owner(right))
      let nodes = zip(["a", "b"], [left, right]).map { name, user in
        Node(
          name: fileName(name), owner: owner(user),
          modified: Timestamp(seconds: 0, nanoseconds: 0), content: .fifo)
      }
      let piece = try TreePiece(decoding: TreePiece(nodes: nodes).encoded())
      let users = piece.nodes.map { Array($0.owner.user.utf8) }
      #expect(users == [Array(left.utf8), Array(right.utf8)])
    }
  }

  @Test("A user name that no reader would accept is stored as unknown")
  func longUser() {
    let owner = Owner(
      permissions: 0o100644, userID: 0, groupID: 0, user: String(repeating: "u", count: 256),
      group: String(repeating: "g", count: 255))
    #expect(owner.user.isEmpty && owner.group.utf8.count == 255 && owner.permissions == 0o644)
    let longest = Owner(
      permissions: 0, userID: 0, groupID: 0, user: owner.group, group: String(owner.group + "g"))
    #expect(longest.user == owner.group && longest.group.isEmpty)
  }

  @Test("[7.3-d] Attributes are stored by name, in whatever order they were read")
  func attributes() {
    let attributes = ["user.b", "user.a", "system.x"].map {
      ExtendedAttribute(name: Array($0.utf8), value: [])
    }
    let node = Node(
      name: fileName("a"),
      owner: Owner(permissions: 0, userID: 0, groupID: 0, user: "", group: ""),
      modified: Timestamp(seconds: 0, nanoseconds: 0), content: .fifo, attributes: attributes)
    #expect(node.attributes == [attributes[2], attributes[1], attributes[0]])
  }

  @Test("[8.2-a] Tags ascend by bytes, each once, and so do superseded records")
  func tags() throws {
    let record = SnapshotRecord(
      snapshot: SnapshotID(hash(1)), superseded: [256, 1, 256],
      statement: .tags(["z", "é", "a", "e\u{301}", "a"]),
      time: Timestamp(seconds: 0, nanoseconds: 0), host: "")
    #expect(record.superseded == [1, 256])
    guard case .tags(let tags) = record.statement else { return }
    #expect(
      tags.map { Array($0.utf8) } == ["a", "e\u{301}", "z", "é"].map { Array($0.utf8) })
    #expect(try SnapshotRecord(decoding: record.encoded()) == record)
  }

  @Test("[10.4-a] The lists of a plan ascend, each item once")
  func plans() throws {
    let packs = [PackID(hash(2)), PackID(hash(1)), PackID(hash(2))]
    let files: [RepositoryPath] = [
      .snapshot(session(1)), .indexRun(session(1), 10), .indexRun(session(1), 9),
      .snapshot(session(1)),
    ]
    let plan = PrunePlan(number: 1, packs: packs, files: files)
    #expect(plan.packs == [packs[1], packs[0]])
    #expect(plan.files == [files[1], files[2], files[0]], "by the bytes of their names")
    #expect(try PrunePlan(decoding: plan.encoded()) == plan)
  }

  @Test("[2-a] Every path is read from its name, and tells its kind", arguments: 0..<UInt64(50))
  func paths(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    let number = random.number(upTo: Int.max)
    guard let slot = KeySlotID(random.bytes(16)) else { return }
    let paths: [RepositoryPath] = [
      .config(copy: 0), .keySlot(id: slot, copy: 1), .pack(random.packID()),
      .indexRun(random.session(), number), .snapshot(random.session()),
      .record(random.session(), random.word()), .intent(random.session(), beat: number),
      .outcome(random.session()), .plan(number + 1), .waits(number + 1), .verdict(number + 1),
      .done(number + 1), .temporary(random.session(), number), .readme, .reserve,
    ]
    for path in paths { #expect(RepositoryPath(name: path.name) == path) }
    #expect(paths.compactMap(\.fileKind).map(\.rawValue) == Array(1...12))
  }
}
