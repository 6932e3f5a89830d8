import Format
import Glibc
import Snapshots
import SystemPackage
import TestSupport
import Testing

@testable import Repository

/// Whatever a repository says, in names, hosts, tags or file names of its own, cannot move the
/// cursor, change colours, end a line or turn it around; and JSON stays JSON.
struct HostileTextTests {
  /// Escape sequences, line ends, a bell, a delete, C1 controls and what turns a line around.
  private static let nasty =
    "\u{1B}[31m\u{1B}]0;t\u{07}\n\r\t\u{7F}\u{9B}2J\u{61C}\u{200F}\u{2028}\u{202E}\u{2066}\\\"é"
  private static let bytes = Array(nasty.utf8) + [0xFF, 0x9B, 0xC3]

  private let sandbox: HostileSandbox
  private let id: SnapshotID

  init() throws {
    var id: SnapshotID?
    sandbox = try HostileSandbox.make { hostile in
      id = try Self.fill(hostile)
      try Self.addRecords(hostile)
    }
    self.id = try #require(id)
    let folder = sandbox.sandbox.folder.appending("repository")
    for name in ["stray", "packs/stray", "index/stray"] {
      let path = Array("\(folder)/\(name)".utf8) + Self.bytes + [0]
      let descriptor = path.withUnsafeBytes { bytes in
        bytes.withMemoryRebound(to: CChar.self) { chars in
          chars.baseAddress.map { open($0, O_CREAT | O_WRONLY, 0o600) } ?? -1
        }
      }
      try #require(descriptor >= 0)
      close(descriptor)
    }
  }

  /// A folder, a link, a file that cannot be read, and an attribute that no system has.
  private static func fill(_ hostile: HostileRepository) throws -> SnapshotID {
    func node(_ letter: String, _ content: Node.Content, attributes: [ExtendedAttribute] = [])
      throws -> Node
    {
      let name = try #require(FileName(Array(letter.utf8) + bytes))
      return Node(
        name: name,
        owner: Owner(permissions: 0o644, userID: 0, groupID: 0, user: nasty, group: nasty),
        modified: Timestamp(seconds: 1, nanoseconds: 0), content: content, attributes: attributes)
    }
    let lost = Node.Content.file(
      size: 1, ids: [ChunkID(.zero)], idsNameLists: false, holes: [])
    let folder = try hostile.folder([
      node("a", .folder(hostile.folder([node("b", lost)]))),
      node("c", .symlink(target: bytes)),
      node("d", .folder(TreeReference(id: ChunkID(.zero), isList: false))),
      node("e", .fifo, attributes: [ExtendedAttribute(name: bytes, value: bytes)]),
    ])
    let sources = [Array("/".utf8) + bytes]
    return try hostile.commit(hostile.folder([node("s", .folder(folder))]), sources: sources) {
      ($0.host, $0.user, $0.set, $0.program) = (nasty, nasty, "", nasty)
      $0.unreadable = UnreadableEntries(
        total: 1, listed: [UnreadablePath(path: bytes, reason: nasty)])
    }
  }

  private static func addRecords(_ hostile: HostileRepository) throws {
    let catalog = try RepositoryReading.load(hostile.repository, indexFolder: IndexFolder(nil))
      .catalog
    let newest = try #require(catalog.snapshots.last)
    for (number, statement) in [SnapshotRecord.Statement.tags([nasty]), .note(nasty)].enumerated() {
      let record = SnapshotRecord(
        snapshot: newest.id, superseded: [], statement: statement,
        time: Timestamp(seconds: 1, nanoseconds: 0), host: nasty)
      _ = try hostile.repository.files.create(
        record.encoded(), as: .record(newest.session, UInt64(number)),
        via: .temporary(newest.session, number))
    }
  }

  @Test("Text and JSON of every command that reads")
  func everyCommand() throws {
    let place = Array("\(id.short):".utf8)
    let commands: [(words: [[UInt8]], codes: Set<Int32>)] = [
      (["snapshots"].map { Array($0.utf8) }, [0]),
      ([Array("ls".utf8), Array("-l".utf8), place], [0]),
      ([Array("ls".utf8), Array("-R".utf8), place], [4]),
      ([Array("ls".utf8), Array("-l".utf8), place + Array("c".utf8) + Self.bytes], [0]),
      ([Array("ls".utf8), place + Self.bytes], [1]),
      ([Array("cat".utf8), place + Array("c".utf8) + Self.bytes], [1]),
      (["find", "*", "-l"].map { Array($0.utf8) }, [4]),
      ([Array("find".utf8), Self.bytes], [4]),
      (["diff", "\(sandbox.honest.short)", "\(id.short)", "-v"].map { Array($0.utf8) }, [3]),
      (["diff", "\(id.short):", "repository/", "-v"].map { Array($0.utf8) }, [3]),
      ([Array("diff".utf8), place + Array("c".utf8) + Self.bytes, Array("./".utf8)], [0]),
      ([Array("diff".utf8), place], [1]),
      ([Array("versions".utf8), place + Array("c".utf8) + Self.bytes], [0]),
      ([Array("versions".utf8), place + Self.bytes], [1]),
      ([Array("check".utf8), Array("-v".utf8)], [4]),
      (["restore", id.short, "--to", "restored", "-v"].map { Array($0.utf8) }, [3]),
      ([Array("restore".utf8), place + Self.bytes, Array("--to".utf8), Self.bytes], [1]),
    ]
    var lines = 0
    for (words, codes) in commands {
      for more in [[], [Array("--json".utf8)]] {
        let outcome = try sandbox.sandbox.run(bytes: words + more)
        let what = String(decoding: Array(words.joined(separator: [0x20])), as: UTF8.self)
          .debugDescription
        #expect(codes.contains(outcome.code), "\(what): \(outcome.code) \(outcome.errors)")
        let all = outcome.text + outcome.errors
        #expect(all.utf8.count > 20, "\(what)")
        lines += all.split(separator: "\n").count
        if more.isEmpty {
          #expect(Self.unprintable(all) == [], "\(what)")
        } else {
          let broken = all.split(separator: "\n").filter { JSONLine(String($0)) == nil }
          #expect(broken == [], "\(what)")
        }
        try sandbox.sandbox.shell("rm -rf restored")
      }
    }
    print("\(commands.count * 2) runs, \(lines) lines: nothing but text in text, all JSON in JSON")
  }

  @Test("A name is one line, and JSON gives its bytes back")
  func names() throws {
    let text = try sandbox.run(["ls", id.short], in: [0])
    #expect(text.lines.count == 4)
    #expect(text.lines.allSatisfy { $0.contains("\\e[31m\\e]0;t\\x07\\n\\r\\t\\x7f\\u{9b}2J") })
    #expect(text.lines.allSatisfy { $0.contains("\\xff\\x9b\\xc3") })
    let json = try sandbox.run(["ls", id.short, "--json"], in: [0])
    let first = try #require(json.lines.first.flatMap { JSONLine($0) })
    #expect(first["path"] == .text("a\(Self.nasty)\u{FFFD}\u{FFFD}\u{FFFD}"))
    guard case .text(let encoded)? = first["path_b64"] else {
      Issue.record("no bytes")
      return
    }
    let decoded = try sandbox.sandbox.shell("echo \(encoded) | base64 -d")
    #expect(decoded.output == Array("a".utf8) + Self.bytes)
  }

  /// Scalars that a terminal must not get, but for the ends of lines.
  private static func unprintable(_ text: String) -> [Unicode.Scalar] {
    text.unicodeScalars.filter { scalar in
      scalar != "\n"
        && (scalar.properties.generalCategory == .control
          || scalar.properties.generalCategory == .lineSeparator
          || scalar.properties.isBidiControl)
    }
  }
}
