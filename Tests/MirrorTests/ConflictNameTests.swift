import Format
import TestSupport
import Testing

@testable import Mirror

/// The names of conflict copies.
struct ConflictNameTests {
  static let pairs = [
    ("report.txt", "report.conflict-20260314-laptop-0a0a0a0a.txt"),
    ("Makefile", "Makefile.conflict-20260314-laptop-0a0a0a0a"),
    (".bashrc", ".bashrc.conflict-20260314-laptop-0a0a0a0a"),
    ("a.tar.gz", "a.tar.conflict-20260314-laptop-0a0a0a0a.gz"),
    ("..x", "..x.conflict-20260314-laptop-0a0a0a0a"),
    ("a.", "a.conflict-20260314-laptop-0a0a0a0a."),
    ("no.sixteen in all.", "no.sixteen in all.conflict-20260314-laptop-0a0a0a0a."),
    ("a.an extension as long", "a.an extension as long.conflict-20260314-laptop-0a0a0a0a"),
    ("x.conflict-20250101-desk-top-01234567.txt", "x.conflict-20260314-laptop-0a0a0a0a.txt"),
    ("x.conflict-20250101-b-01234567-2", "x.conflict-20260314-laptop-0a0a0a0a"),
    ("x.conflict-of-interest.txt", "x.conflict-of-interest.conflict-20260314-laptop-0a0a0a0a.txt"),
  ]

  @Test("A name, its mark, its extension; a mark replaces a mark", arguments: pairs)
  func names(old: String, expected: String) {
    let copy = name(old)
    #expect(copy.lossyText == expected)
    #expect(ConflictName.isConflictCopy(copy))
    #expect(!ConflictName.isConflictCopy(fileName("x.conflict-of-interest.txt")))
  }

  @Test("A name that is taken gets a number, however often")
  func taken() {
    var taken: Set<FileName> = []
    for expected in ["", "-2", "-3"] {
      let copy = name("a.b") { taken.contains($0) }
      #expect(copy.lossyText == "a.conflict-20260314-laptop-0a0a0a0a\(expected).b")
      #expect(name(copy.lossyText).lossyText == "a.conflict-20260314-laptop-0a0a0a0a.b")
      taken.insert(copy)
    }
  }

  @Test("A name that something has on one side is not free, even if it goes")
  func takenOnOneSide() throws {
    let copy = "x.conflict-19700101-B-02020202"
    let trial = try Trial(.of("x=1 \(copy)=2"), .of("x=3@5 \(copy)=2"), .of("x=2"))
    try trial.checkAlways()
    #expect(trial.afterA.words == "x=3@5 \(copy)-2=2")
    #expect(trial.afterA == trial.afterB)
  }

  @Test("Names stay names: long ones are cut between characters, whatever their bytes are")
  func limits() throws {
    var random = SeededGenerator(seed: 3)
    for _ in 0..<2_000 {
      let length = Int.random(in: 1...255, using: &random)
      let bytes = random.bytes(length).map { $0 == 0 || $0 == 0x2F ? 0x2E : $0 }
      guard let old = FileName(bytes) else { continue }
      let copy = ConflictName.name(
        for: node(old), label: RootLabel(String(repeating: "é", count: 40)), digest: \.bytes,
        isTaken: { _ in false })
      #expect(copy != old && ConflictName.isConflictCopy(copy))
    }
    let umlauts = name(String(repeating: "ü", count: 126) + ".t")
    #expect(umlauts.bytes.count <= FileName.maxBytes)
    #expect(String(validating: umlauts.bytes, as: UTF8.self) != nil)
  }

  static let days: [(Int64, String)] = [
    (0, "19700101"), (-1, "19691231"), (951_782_400, "20000229"), (951_868_800, "20000301"),
    (4_107_542_399, "21000228"), (4_107_542_400, "21000301"), (253_402_300_799, "99991231"),
    (.max, "99991231"), (.min, "00000301"), (1_773_446_400, "20260314"),
  ]

  @Test("The date is that of the modification, in UTC", arguments: days)
  func date(seconds: Int64, expected: String) {
    let copy = ConflictName.name(
      for: node(fileName("x"), seconds: seconds), label: RootLabel("l"), digest: \.bytes,
      isTaken: { _ in false })
    #expect(copy.lossyText == "x.conflict-\(expected)-l-0a0a0a0a")
  }

  @Test("A label is made to fit into a name")
  func labels() {
    #expect(RootLabel("my laptop/1.x").text == "my_laptop_1_x")
    #expect(RootLabel("").text == "_")
    #expect(RootLabel("Büro-2").text == "Büro-2")
    #expect(RootLabel(String(repeating: "é", count: 40)).text.utf8.count == 32)
  }

  private func name(_ old: String, isTaken: (FileName) -> Bool = { _ in false }) -> FileName {
    ConflictName.name(
      for: node(fileName(old)), label: RootLabel("laptop"), digest: \.bytes, isTaken: isTaken)
  }

  private func node(_ name: FileName, seconds: Int64 = 1_773_500_000) -> MirrorNode {
    var metadata = MirrorTree.plain
    metadata.modified = Timestamp(seconds: seconds, nanoseconds: 0)
    return MirrorNode(name: name, metadata: metadata, content: .numbered(10))
  }
}
