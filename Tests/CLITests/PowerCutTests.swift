import Testing

/// Power cuts on real file systems, just before and just after each call on which durability rests;
/// some in the ordinary suite, all with `MARTLET_TORTURE`: 664 around 332 calls, all of which were
/// tried last. None lost anything.
@Suite(
  .serialized,
  .enabled(if: FailedRun.isPossible, "no call of another process can be watched here"))
struct PowerCutTests {
  @Test(
    "On ext4 a power cut at any barrier loses nothing that was saved",
    .enabled(if: DiskImage.Kind.ext4.isPossible, "no ext4 can be made and mounted here"),
    arguments: PowerCuts.Command.allCases)
  func ext4(command: PowerCuts.Command) throws { try cut(command, on: .ext4) }

  @Test(
    "On XFS a power cut at any barrier loses nothing that was saved",
    .enabled(if: DiskImage.Kind.xfs.isPossible, "no XFS can be made and mounted here"),
    arguments: PowerCuts.Command.allCases)
  func xfs(command: PowerCuts.Command) throws { try cut(command, on: .xfs) }

  private func cut(_ command: PowerCuts.Command, on kind: DiskImage.Kind) throws {
    let cuts = try PowerCuts(command, on: kind)
    try KillTrial.run("power cuts of a \(command) on \(kind)", sample: 3, calls: cuts.calls()) {
      try cuts.problems(after: $0)
    }
    let said = KilledRun.Kill(call: 0, moment: .after, name: "write")
    #expect(try cuts.problems(after: said) == [], "just after it was said")
  }
}
