import LocalState
import Testing

@testable import CLI
@testable import Mirror

/// What a person sees of a plan.
struct MirrorListingTests {
  private static let plan = MirrorExample.plan(
    [
      .file("edited", 1), .file("gone", 2), .file("moved", 3), .file("mode", 4),
      .file("both", 5), .folder("old", [.file("x", 6), .file("y", 7)]), .file("stays", 8),
    ],
    [
      .file("edited", 11, size: 3_001, time: 1), .file("moved to", 3),
      .file("mode", 4, mode: 0o600), .file("both", 15, time: 2), .file("stays", 8),
      .folder("new", [.folder("deep", [.file("1", 21)]), .link("l", to: "x"), .file("2", 22)]),
      .file("\u{1B}[31mred", 30), .file("\u{FF}", 31),
    ],
    [
      .file("edited", 1), .file("gone", 2), .file("moved", 3), .file("mode", 4),
      .file("both", 25, time: 1), .folder("old", [.file("x", 6), .file("y", 7)]),
      .file("stays", 88, size: 5, time: 1),
    ])

  private static func lines(_ depth: MirrorListing.Depth) -> [String] {
    MirrorListing(plan: plan, depth: depth).lines.map(\.text)
  }

  @Test("A line for every path, a folder that comes or goes whole is one, then what it adds up to")
  func summedUp() {
    let expected = """
      -> B  new       \\e[31mred                                 2.9 KiB
      -> B  moved     both -> both.conflict-19700101-usb-19191919
      -> B  new       both                                      2.9 KiB
      -> A  new       both.conflict-19700101-usb-19191919       2.9 KiB
      -> B  changed   edited                                    3 000 -> 3 001 B
      -> B  removed   gone                                      2.9 KiB
      -> B  metadata  mode                                      mode 0644 -> 0600
      -> B  moved     moved -> moved to
      -> B  new       new/                                      3 files, 5.9 KiB
      -> B  removed   old/                                      2 files, 5.9 KiB
      -> A  changed   stays                                     2.9 KiB -> 5 B
      -> B  new       \\xff                                      2.9 KiB
      """.split(separator: "\n").map(String.init)
    let lines = Self.lines(.summedUp)
    #expect(lines.filter { $0.hasPrefix("-> ") } == expected)
    #expect(
      lines.suffix(3) == [
        "!     conflict  both                                      both sides changed it: "
          + "A's stays, B's is now both.conflict-19700101-usb-19191919",
        "A: 1 new, 1 changed (2.9 KiB)",
        "B: 6 new, 1 changed (18 KiB), 3 removed (8.8 KiB), 2 moved, 1 with new metadata, "
          + "folders: 2 new, 1 removed",
      ])
  }

  @Test("Every step of the plan is a line where that is wanted")
  func everyStep() {
    let lines = Self.lines(.everyStep)
    #expect(lines.filter { $0.hasPrefix("-> ") }.count == Self.plan.steps.count)
    #expect(
      lines.contains("-> A  metadata  .                                         its time again"))
    #expect(lines.contains { $0.hasSuffix("-> x") && $0.contains("new/l") })
  }

  @Test("A plan without steps says so")
  func nothing() {
    let entries: [MirrorExample] = [.file("x", 1), .folder("y", [.file("z", 2)])]
    let plan = MirrorExample.plan(entries, entries, entries)
    #expect(
      MirrorListing(plan: plan, depth: .summedUp).lines.map(\.text)
        == ["Nothing to do: both sides agree."])
  }

  @Test("Only a folder's time: nothing that anybody wants to read of, but a step")
  func times() {
    let plan = MirrorExample.plan(
      [.folder("d", [.file("x", 1)])], [.folder("d", [.file("x", 1), .file("y", 2)])],
      [.folder("d", [.file("x", 1)])])
    let summed = MirrorListing(plan: plan, depth: .summedUp).lines.map(\.text)
    #expect(summed.filter { $0.contains("metadata") } == [])
    let all = MirrorListing(plan: plan, depth: .everyStep).lines.map(\.text)
    #expect(all.contains { $0.contains("metadata") && $0.hasSuffix("its time again") })
  }

  @Test("Sums and history count the same")
  func counts() {
    let sums = MirrorSums(Self.plan.steps, on: .b)
    let counts = sums.counts
    #expect(sums.created.leaves + sums.created.folders == counts.created)
    #expect(counts.removed == 4)
    #expect(counts.replaced == 1)
    #expect(counts.moved == 2, "the loser of the conflict, too")
    #expect(counts.metadata == 1)
    #expect(counts.bytes == sums.bytes)
    #expect(sums.removedBytes == 9_000)
  }
}
