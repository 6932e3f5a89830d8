import FileTree
import Format
import Glibc
import SystemPackage
import TestSupport
import Testing

@testable import Snapshots

/// What is done about an entry of the target: the pure function, over every kind and rule.
struct RestoreDecisionTests {
  private typealias Rule = RestoreRequest.Overwriting

  private static let owner = Owner(permissions: 0o644, userID: 0, groupID: 0, user: "", group: "")
  private static let time = Timestamp(seconds: 1_000_000_000, nanoseconds: 123_456_789)

  private func node(_ content: Node.Content) throws -> Node {
    let name = try #require(FileName("x".utf8))
    return Node(name: name, owner: Self.owner, modified: Self.time, content: content)
  }

  /// The status of an entry of that kind, so many seconds newer than the node.
  private func there(_ kind: NodeKind, newerBy seconds: Int, bytes: Int = 3) throws -> FileStatus {
    let folder = try SourceFolder()
    switch kind {
    case .file: try folder.file("x", [UInt8](repeating: 1, count: bytes))
    case .folder: try folder.folder("x")
    case .symlink: try folder.link("x", to: "y")
    case .fifo: try folder.fifo("x")
    default: try folder.special("x", mode: 0o140600)
    }
    var times = [timespec](
      repeating: timespec(tv_sec: 1_000_000_000 + seconds, tv_nsec: 123_456_789), count: 2)
    utimensat(AT_FDCWD, folder.location("x"), &times, AT_SYMLINK_NOFOLLOW)
    let name = try #require(FileName("x".utf8))
    return try OpenFolder.open(folder.path).status(of: name)
  }

  @Test("A file in the place of a file: by rule, size and time")
  func files() throws {
    let chunk = ChunkID(try #require(Bytes32(Array(repeating: 1, count: 32))))
    let file = try node(.file(size: 3, ids: [chunk], idsNameLists: false, holes: []))
    let table: [(newer: Int, bytes: Int, [Rule: RestoreDecision])] = [
      (0, 3, [.older: .adjust, .changed: .adjust, .always: .compare(.isReplaced)]),
      (0, 4, [.older: .replace, .changed: .replace, .always: .replace]),
      (
        -9, 3,
        [
          .older: .compare(.isReplaced), .changed: .compare(.isReplaced),
          .always: .compare(.isReplaced),
        ]
      ),
      (-9, 4, [.older: .replace, .changed: .replace, .always: .replace]),
      (
        9, 3,
        [.older: .keep(.newer), .changed: .compare(.isReplaced), .always: .compare(.isReplaced)]
      ),
      (9, 4, [.older: .keep(.newer), .changed: .replace, .always: .replace]),
    ]
    for (newer, bytes, expected) in table {
      let there = try there(.file, newerBy: newer, bytes: bytes)
      #expect(RestoreDecision(file, there, .never) == .keep(.present))
      for (rule, decision) in expected {
        #expect(
          RestoreDecision(file, there, rule) == decision, "\(newer) s, \(bytes) bytes, \(rule)")
      }
    }
  }

  private func expected(_ kind: NodeKind, _ rule: Rule, isNewer: Bool) -> RestoreDecision {
    if rule == .never { return .keep(.present) }
    if kind == .folder { return .folderInTheWay }
    return rule == .older && isNewer ? .keep(.newer) : .replace
  }

  /// Returns how many rules that were.
  private func expectEveryRule(
    _ node: Node, _ kind: NodeKind, newerBy seconds: Int
  ) throws -> Int {
    let there = try there(kind, newerBy: seconds)
    for rule in Rule.allCases {
      #expect(
        RestoreDecision(node, there, rule) == expected(kind, rule, isNewer: seconds > 0),
        "\(node.kind), \(kind)")
    }
    return Rule.allCases.count
  }

  @Test("Something else in its place: replaced, but for folders, and for what is newer")
  func otherKinds() throws {
    var cases = 0
    let chunk = ChunkID(try #require(Bytes32(Array(repeating: 1, count: 32))))
    let nodes = try [
      node(.file(size: 3, ids: [chunk], idsNameLists: false, holes: [])),
      node(.symlink(target: [1])), node(.fifo), node(.socket),
      node(.folder(TreeReference(id: chunk, isList: false))),
    ]
    let kinds: [NodeKind] = [.file, .symlink, .fifo, .socket, .folder]
    for node in nodes {
      for kind in kinds where kind != node.kind {
        cases += try expectEveryRule(node, kind, newerBy: -9)
        cases += try expectEveryRule(node, kind, newerBy: 9)
      }
    }
    print("decisions about other kinds: \(cases) cases")
  }

  @Test("Links are compared, a FIFO is a FIFO")
  func links() throws {
    let link = try node(.symlink(target: [1]))
    let newer = try there(.symlink, newerBy: 9)
    #expect(RestoreDecision(link, newer, .older) == .compare(.isKept))
    #expect(RestoreDecision(link, newer, .changed) == .compare(.isReplaced))
    let fifo = try node(.fifo)
    #expect(RestoreDecision(fifo, try there(.fifo, newerBy: 9), .older) == .adjust)
    #expect(RestoreDecision(fifo, try there(.fifo, newerBy: -9), .always) == .adjust)
  }

  @Test("A file system that counts time in coarse steps makes nothing newer or older")
  func coarseTimes() {
    func time(_ seconds: Int64, _ nanoseconds: UInt32) -> Timestamp {
      Timestamp(seconds: seconds, nanoseconds: nanoseconds)
    }
    let exact = time(1_000_000_001, 987_654_321)
    for coarse in [
      exact, time(1_000_000_001, 987_654_300), time(1_000_000_001, 987_654_000),
      time(1_000_000_001, 987_000_000), time(1_000_000_001, 980_000_000), time(1_000_000_001, 0),
      time(1_000_000_000, 0),
    ] { #expect(coarse.isSame(as: exact), "\(coarse)") }
    for other in [
      time(1_000_000_001, 987_654_322), time(1_000_000_001, 980_000_001), time(1_000_000_002, 0),
      time(999_999_999, 0), time(1_000_000_000, 987_654_321),
    ] { #expect(!other.isSame(as: exact), "\(other)") }
  }
}
