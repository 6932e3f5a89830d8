import Format
import LocalState
import TestSupport
import Testing

@testable import CLI
@testable import Mirror

struct PlanFileTests {
  private static let plan = MirrorExample.plan(
    [.file("x", 1), .file("gone", 2), .file("moved", 3), .folder("d", [])],
    [.file("x", 2, time: 1), .file("moved to", 3), .link("l", to: "\u{FF}"), .folder("d", [])],
    [.file("x", 3, time: 2), .file("gone", 2), .file("moved", 3), .folder("d", [.file("n", 7)])])

  private let file: PlanFile
  private let bytes: [UInt8]

  init() throws {
    file = try PlanFile.example(of: Self.plan)
    bytes = file.bytes(Self.plan)
  }

  @Test("A plan comes back as it was written, with or without its last line end")
  func roundTrip() throws {
    #expect(Self.plan.steps.count > 5)
    #expect(Self.plan.notices.count == 1)
    #expect(try PlanFile(parsing: bytes) == file)
    #expect(try PlanFile(parsing: Array(bytes.dropLast())) == file)
    var other = file
    for direction in PlanText.directions.keys {
      for policy in PlanText.policies.keys {
        other.rules.direction = direction
        other.rules.conflicts = policy
        other.rules.comparison = .slow
        other.rules.renames = .off
        other.baseline = nil
        other.before = SnapshotID(.zero)
        #expect(try PlanFile(parsing: other.bytes(Self.plan)) == other)
      }
    }
    #expect(PlanText.directions.count == MirrorOptions.Direction.allCases.count)
    #expect(PlanText.policies.count == ConflictPolicy.allCases.count)
    #expect(PlanText.comparisons.count == MirrorOptions.Comparison.allCases.count)
  }

  private func refusal(_ text: String) -> String? {
    do throws(PlanFileError) {
      _ = try PlanFile(parsing: Array(text.utf8))
      return nil
    } catch {
      return error.clause
    }
  }

  @Test(
    "What is malformed is refused, with its line and field",
    arguments: [
      ("\"digest\":\"", "\"digest\":\"x", "line 1, digest: it is not 64 hexadecimal digits"),
      ("\"schema\":1,\"type\":\"plan\"", "\"schema\":2,\"type\":\"plan\"", "line 1, schema: "),
      ("\"type\":\"plan\"", "\"type\":\"step\"", "line 1, type: "),
      ("\"inode\":\"2\"", "\"inode\":\"-2\"", "line 1, a.inode: it is no number"),
      ("\"inode\":\"2\"", "\"inode\":2", "line 1, a.inode: it is no text"),
      ("\"born\":null", "\"born\":[1]", "line 1, a.born: it is not seconds and nanoseconds"),
      (",7]", ",1000000000]", "line 1, b.born: it is not seconds and nanoseconds"),
      ("\"direction\":\"two-way\"", "\"direction\":\"\"", "line 1, direction:  is none of its"),
      ("\"renames\":true", "\"renames\":1", "line 1, renames: it is neither true nor false"),
      ("\"path_b64\":\"", "\"path_b64\":\"*", "line 1, b.path_b64: it is not base 64"),
      ("\"pattern_b64\":\"", "\"pattern_b64\":\"*", "line 1, exclude[0].pattern_b64: "),
      ("\"program\":", "\"programme\":", "line 1, program: it is missing"),
      ("\"schema\":1,\"type\":\"step\"", "\"type\":\"step\"}{", "line 2: byte 15: something"),
      ("\"type\":\"step\"", "\"type\":\"steps\"", "line 2, type: a plan has no lines of type"),
      ("\"steps\":", "\"steps\":1", ": there are "),
      ("\"steps\":", "\"steps\":-", "line 1, steps: it is less than 0"),
      ("{", "", "line 1: byte 8: something follows"),
      ("{", "{\"schema\":1,", "line 1: byte 20: a name is there twice"),
    ])
  func malformed(old: String, new: String, problem: String) {
    let text = String(decoding: bytes, as: UTF8.self)
    guard let range = text.firstRange(of: old) else {
      Issue.record("not in the file: \(old)")
      return
    }
    let refusal = refusal(text.replacingCharacters(in: range, with: new))
    #expect(refusal?.contains(problem) == true, "\(refusal ?? "taken")")
  }

  @Test("A file that was cut short is refused, wherever")
  func short() throws {
    for count in 0..<(bytes.count - 1) {
      #expect(throws: PlanFileError.self, "\(count) bytes") {
        try PlanFile(parsing: Array(bytes.prefix(count)))
      }
    }
  }

  @Test("Bytes that were changed anyhow are refused or read, never more", arguments: 0..<UInt64(8))
  func hostile(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    for _ in 0..<500 {
      var copy = bytes
      for _ in 0..<Int.random(in: 1...4, using: &random) {
        let place = Int.random(in: copy.indices, using: &random)
        switch Int.random(in: 0..<4, using: &random) {
        case 0: copy[place] = UInt8.random(in: 0...255, using: &random)
        case 1: copy[place] = Array("\"\\{}[],:0u".utf8).randomElement(using: &random) ?? 0
        case 2: copy.remove(at: place)
        default: copy.insert(contentsOf: copy[place...].prefix(20), at: place)
        }
      }
      _ = try? PlanFile(parsing: copy)
    }
  }

  @Test("A plan is not carried out where anything is another than when it was made")
  func objections() throws {
    #expect(file.objection(to: file) == nil)
    let changes: [(inout PlanFile) -> Void] = [
      { $0.a.path = [1] }, { $0.b.identity.inode = 1 },
      { $0.repository = RepositoryID(.zero) }, { $0.program = "martlet 2.0" },
      { $0.rules.renames = .off }, { $0.rules.selection.exclude = [] }, { $0.baseline = nil },
      { $0.digest = .zero },
    ]
    var objections: Set<String> = []
    for change in changes {
      var other = file
      change(&other)
      objections.insert(try #require(file.objection(to: other)))
    }
    #expect(objections.count == changes.count - 1, "\(objections)")
    var other = file
    other.made = Timestamp(seconds: 1, nanoseconds: 0)
    other.before = SnapshotID(.zero)
    #expect(file.objection(to: other) == nil)
  }

  @Test("The first path that is planned otherwise now is named")
  func difference() throws {
    #expect(PlanFile.firstDifference(of: bytes, from: Self.plan) == nil)
    let lines = bytes.split(separator: 10)
    let short = Array(lines.dropLast().joined(separator: [10]))
    #expect(PlanFile.firstDifference(of: short, from: Self.plan) == Array("x".utf8))
    let fewer = MirrorExample.plan(nil, [], [])
    #expect(
      PlanFile.firstDifference(of: bytes, from: fewer) == Self.plan.steps.first?.path.bytes)
    #expect(
      PlanFile.firstDifference(of: file.bytes(fewer), from: Self.plan)
        == Self.plan.steps.first?.path.bytes)
  }

  @Test("Whatever is another in a plan gives it another digest")
  func digests() throws {
    var digests: Set<Bytes32> = [file.digest]
    let plans = [
      MirrorExample.plan(nil, [], []),
      MirrorExample.plan(nil, [.file("x", 1)], []),
      MirrorExample.plan(nil, [.file("x", 2)], []),
      MirrorExample.plan(nil, [.file("x", 1, size: 1)], []),
      MirrorExample.plan(nil, [.file("x", 1, mode: 0o600)], []),
      MirrorExample.plan(nil, [.file("x", 1, time: 1)], []),
      MirrorExample.plan(nil, [.file("y", 1)], []),
      MirrorExample.plan(nil, [], [.file("x", 1)]),
      MirrorExample.plan(nil, [.file("x", 1)], [.file("x", 1)]),
      MirrorExample.plan(nil, [.link("x", to: "a")], []),
      MirrorExample.plan(nil, [.link("x", to: "b")], []),
      MirrorExample.plan(nil, [.folder("x", [])], []),
      MirrorExample.plan([.file("x", 1)], [.file("x", 2)], [.file("x", 3)]),
      MirrorExample.plan([.file("x", 1)], [.file("x", 2)], [.file("x", 3)], conflicts: .a),
      MirrorExample.plan([.file("x", 1)], [.file("x", 2)], [.file("x", 3)], conflicts: .hold),
    ]
    for plan in plans { digests.insert(try PlanDigest.digest(of: plan)) }
    #expect(digests.count == plans.count + 1)
    #expect(try PlanDigest.digest(of: Self.plan) == file.digest)
  }
}

extension String {
  fileprivate func replacingCharacters(in range: Range<String.Index>, with text: String) -> String {
    self[..<range.lowerBound] + text + self[range.upperBound...]
  }
}
