import Testing

/// The protocol of sessions and prunes in every order, in setups that are small enough for a test;
/// `make model` has the large ones.
struct TrialTests {
  static let trials: [(name: String, setup: Setup)] = [
    ("one of each", .plain(writers: 1, pruners: 1, epochs: 1, runs: 1)),
    (
      "two prunes, long listings, late deletes",
      .plain(writers: 1, pruners: 2, epochs: 1, runs: 1)
        .with([.longListings, .lateDeletes]).condemning([1])
    ),
    (
      "two epochs and late deletes",
      .plain(writers: 1, pruners: 1, epochs: 2, runs: 2).with(.lateDeletes).condemning([0, 1])
    ),
    ("two writers", .plain(writers: 2, pruners: 1, epochs: 1, runs: 1).condemning([1])),
    ("beats", .plain(writers: 1, pruners: 1, epochs: 1, runs: 1).with([.beats, .longListings])),
    ("bases", .bases(writers: 1, pruners: 1, epochs: 2, runs: 2).condemning([0, 3])),
    ("a circle of bases", .chain(writers: 1, pruners: 1, epochs: 1, runs: 1)),
    ("a folder taken over", .trees(writers: 1, pruners: 1, epochs: 2, runs: 2).condemning([0, 1])),
    ("repacking", .repacking(writers: 1, pruners: 1, epochs: 2, runs: 2)),
    (
      "a checkpoint",
      .checkpoint(writers: 1, pruners: 1, epochs: 1, runs: 1).with([.lateDeletes, .givingUp])
    ),
    ("a reader", .plain(writers: 1, pruners: 1, epochs: 1, runs: 1).with(.reader)),
  ]

  @Test("[10.2-a] [10.3-c] Nothing goes wrong, in whatever order", arguments: trials.map(\.name))
  func nothingGoesWrong(name: String) throws {
    let setup = try #require(Self.trials.first { $0.name == name }).setup
    let findings = Trial(name, setup, tableBits: 20).run()
    #expect(
      findings.violation == nil, "\(Story(setup: setup, findings: findings).text)")
    #expect(!findings.isCutShort && findings.states > 500)
    print("\(name): \(findings.states) states, \(findings.transitions) transitions")
  }
}
