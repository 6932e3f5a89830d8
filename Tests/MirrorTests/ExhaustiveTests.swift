import Format
import TestSupport
import Testing

@testable import Mirror

/// Every combination of three small trees, with and without a baseline, in every direction and by
/// every policy.
struct ExhaustiveTests {
  static let sets = [("flat", SmallTrees.flat), ("deep", SmallTrees.deep)]

  @Test("P1 to P13, P17: every (baseline, A, B) of small trees", arguments: sets.map(\.0))
  func everyCase(set: String) throws {
    let trees = try #require(Self.sets.first { $0.0 == set }).1
    var random = SeededGenerator(seed: 7)
    var cases = 0
    var plans = 0
    for a in trees {
      for b in trees {
        for baseline in trees {
          try check(baseline, a, b, cases, &plans, using: &random)
          cases += 1
        }
        for options in Self.variants {
          try Trial(nil, a, b, options).checkAlways()
          plans += 1
        }
      }
    }
    print("\(set): \(trees.count)³ = \(cases) cases, \(plans) plans carried out")
  }

  private func check(
    _ baseline: MirrorTree, _ a: MirrorTree, _ b: MirrorTree, _ number: Int,
    _ plans: inout Int, using random: inout SeededGenerator
  ) throws {
    let trial = try Trial(baseline, a, b)
    try trial.checkAlways()
    try trial.checkSymmetry()
    try trial.checkOneSided()
    try trial.checkOrder(using: &random)
    try trial.checkUnknown(using: &random)
    plans += 4
    // All of them take twice the time; each is tried on a third of the cases.
    for (index, options) in Self.variants.enumerated() where isSoak || (number + index) % 3 == 0 {
      let variant = try Trial(baseline, a, b, options)
      try variant.checkAlways()
      plans += 1
      try variant.checkHeld()
      if options.renames == .off { try variant.checkOneSided() }
    }
  }

  static let variants: [MirrorOptions] = {
    var variants: [MirrorOptions] = []
    for policy in ConflictPolicy.allCases where policy != .keepBoth {
      variants.append(Trial.standard.with { $0.conflicts = policy })
    }
    variants.append(Trial.standard.with { $0.renames = .off })
    variants.append(Trial.standard.with { $0.direction = .oneWay })
    variants.append(Trial.standard.with { $0.direction = .refresh })
    variants.append(Trial.standard.with { $0.comparison = .slow })
    return variants
  }()
}

extension MirrorOptions {
  func with(_ change: (inout MirrorOptions) -> Void) -> MirrorOptions {
    var options = self
    change(&options)
    return options
  }
}
