import TestSupport
import Testing

@testable import Format

@Suite struct TreeCutterTests {
  private static let owner = Owner(
    permissions: 0o644, userID: 0, groupID: 0, user: "", group: "")

  private static func fifo(_ text: String) -> Node {
    Node(
      name: fileName(text), owner: owner, modified: Timestamp(seconds: 0, nanoseconds: 0),
      content: .fifo)
  }

  private static func gearTable(seed: UInt64) -> [UInt64] {
    var random = SeededGenerator(seed: seed)
    return (0..<256).map { _ in random.next() }
  }

  /// The names at which a folder of FIFOs is cut.
  private static func cuts(_ names: [String], _ table: [UInt64]) -> [String] {
    var cutter = TreeCutter(gearTable: table)
    return names.sorted().filter { cutter.startsPiece(before: fifo($0)) }
  }

  @Test("[7.2-b] A cut is a matter of the name alone: another name moves no other cut")
  func local() {
    let table = Self.gearTable(seed: 1)
    let names = (0..<20_000).map { "entry-\($0)" }
    let before = Self.cuts(names, table)
    let after = Self.cuts(names + ["entry-55555-new"], table)
    #expect(after.filter { $0 != "entry-55555-new" } == before)
    #expect((5...60).contains(before.count), "once in 1 024 names")
  }

  @Test("[7.2-b] The hash runs over the name as over a file's bytes, and 2^54 is the threshold")
  func threshold() {
    var table = [UInt64](repeating: UInt64.max >> 1, count: 256)
    table[Int(UInt8(ascii: "b"))] = 1 << 53
    table[Int(UInt8(ascii: "c"))] = (1 << 54) - 1
    table[Int(UInt8(ascii: "d"))] = 1 << 54
    // "bb": (2^53 << 1) + 2^53 is over the threshold.
    #expect(Self.cuts(["a", "b", "bb", "c", "d"], table) == ["b", "c"])
  }

  @Test("[7.2-b] The first node of a folder cuts nothing")
  func first() {
    let table = [UInt64](repeating: 0, count: 256)
    #expect(Self.cuts(["a", "b", "c"], table) == ["b", "c"])
  }

  @Test("[7.2-b] A piece weighs at most 2 MiB")
  func weightLimit() {
    // No name cuts; a node weighs 66.
    var cutter = TreeCutter(gearTable: [UInt64](repeating: UInt64.max / 3, count: 256))
    let node = Self.fifo("xy")
    var lengths: [Int] = []
    var length = 0
    for _ in 0..<70_000 {
      if cutter.startsPiece(before: node) {
        lengths.append(length)
        length = 0
      }
      length += 1
    }
    #expect(lengths == [2_097_152 / 66, 2_097_152 / 66])
  }

  @Test("[7.2-b] A node weighs 64, its name, target, attributes, 32 for an ID and 16 for a hole")
  func weights() {
    func weight(_ content: Node.Content, _ attributes: [ExtendedAttribute] = []) -> Int {
      TreeCutter.weight(
        of: Node(
          name: fileName("name"), owner: Self.owner,
          modified: Timestamp(seconds: 0, nanoseconds: 0), content: content,
          attributes: attributes))
    }
    #expect(weight(.fifo) == 68)
    #expect(weight(.symlink(target: Array("abc".utf8))) == 71)
    #expect(weight(.folder(TreeReference(id: ChunkID(hash(1)), isList: true))) == 100)
    let ids = [ChunkID(hash(1)), ChunkID(hash(2))]
    let holes = [Hole(offset: 0, length: 1), Hole(offset: 2, length: 1)]
    #expect(weight(.file(size: 9, ids: ids, idsNameLists: false, holes: holes)) == 68 + 64 + 32)
    #expect(weight(.fifo, [ExtendedAttribute(name: [1, 2], value: [3])]) == 71)
  }

  @Test("[7.4-a] A chunk list ends after an ID that begins with a number below 64, or when full")
  func chunkLists() throws {
    func id(_ first: UInt8, _ second: UInt8) throws -> ChunkID {
      ChunkID(try #require(Bytes32([first, second] + [UInt8](repeating: 0xFF, count: 30))))
    }
    // Little-endian: the second byte counts 256.
    #expect(try ChunkList.endsList(after: id(63, 0), count: 1))
    #expect(try !ChunkList.endsList(after: id(64, 0), count: 1))
    #expect(try !ChunkList.endsList(after: id(0, 1), count: 1))
    #expect(try !ChunkList.endsList(after: id(0, 1), count: 16_383))
    #expect(try ChunkList.endsList(after: id(0, 1), count: 16_384))
  }
}
