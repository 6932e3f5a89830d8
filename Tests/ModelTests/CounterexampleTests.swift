import Testing

/// The checker finds what it is there to find.
struct CounterexampleTests {
  /// Those that need more states than a test has time for are left to `make model`.
  static let quick = Counterexample.all.indices.filter { index in
    let lies = Counterexample.all[index].lies
    return !lies.contains {
      [.oldCommitsCount, .oldVerdict, .uncommittedIsUsable, .sideOfFenced].contains($0)
    }
  }

  @Test("Without a rule something is lost", arguments: quick)
  func somethingIsLost(index: Int) {
    let example = Counterexample.all[index]
    let findings = example.run()
    #expect(findings.violation != nil, "\(example.title)")
    #expect(!findings.story.isEmpty)
  }

  @Test("There is a counterexample for every rule, or it is known to hold only with another")
  func everyRule() {
    let dropped = Set(Counterexample.all.flatMap(\.lies))
    let redundant = Set(Counterexample.redundant.flatMap(\.lies))
    #expect(dropped.union(redundant) == Set(Lie.allCases))
  }

  @Test("A story is told step by step")
  func story() {
    let example = Counterexample(
      .existsIsOurs, in: .plain(writers: 1, pruners: 1, epochs: 1, runs: 1))
    let text = Story(setup: example.setup, findings: example.run()).text
    let lines = text.split(separator: "\n")
    #expect(lines.count == 12)
    #expect(lines.first?.contains("pack p0 with a; pack p1 with b; snapshot s0 of a") == true)
    #expect(text.contains("prune X takes s1 for dead and records VOID for it"))
    #expect(text.contains("finds VOID there and says \"saved\""))
    #expect(lines.last?.contains("its snapshot does not count") == true)
  }

  @Test("States that nobody can tell apart are one, and everything else is explored all the same")
  func reductions() {
    let setup = Setup.plain(writers: 1, pruners: 1, epochs: 1, runs: 1)
    let every = Explorer(model: Model(setup, .every), tableBits: 18, order: .breadth).run()
    let reduced = Explorer(model: Model(setup, .reduced), tableBits: 18, order: .depth).run()
    #expect(every.violation == nil && reduced.violation == nil)
    #expect(reduced.states < every.states)
  }

  /// Where a lie is about what a reduction rests on, it would not be seen.
  static let reducible = quick.filter { index in
    Counterexample.all[index].lies.allSatisfy { lie in
      ![.voidsRemoved, .ownDecision, .namesFreed].contains(lie)
    }
  }

  @Test("What goes wrong does so among states of which many are one, too", arguments: reducible)
  func reducedCounterexamples(index: Int) {
    let example = Counterexample.all[index]
    let model = Model(example.setup, .reduced)
    let findings = Explorer(model: model, tableBits: 20, order: .depth).run()
    #expect(findings.violation != nil, "\(example.title)")
  }
}
