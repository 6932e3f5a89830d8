/// When a plan is too much to be carried out unasked (exit 5): accidents, not what anybody meant.
///
/// Judged on the finished plan, renames paired and baseline known. What takes a disk to judge, such
/// as room, mounts, roots inside one another, is judged elsewhere.
package struct Rails: Hashable, Sendable {
  package enum Objection: Hashable, Sendable {
    /// No leaf is left on `side`, and so the other would lose its own: `--allow-empty-root`.
    case emptyRoot(Side)
    /// So many of the leaves of `side` would be deleted or overwritten: `--allow-mass-change`.
    case massChange(Side, leaves: Int, of: Int)
    /// Not one leaf of the baseline is on `side` as it was: another disk, other mount options, a
    /// touch of everything, ransomware. `--allow-mass-change`.
    case everythingChanged(Side)
  }

  package struct Allowances: OptionSet, Hashable, Sendable {
    package let rawValue: UInt8

    package init(rawValue: UInt8) {
      self.rawValue = rawValue
    }

    package static let emptyRoot = Allowances(rawValue: 1)
    package static let massChange = Allowances(rawValue: 2)
  }

  /// From here on half of a side is much, and all of it everything.
  package var fewLeaves = 10
  /// More than this is much, of however many.
  package var manyLeaves = 500
  package var allowed: Allowances = []

  package init() {}

  /// What stands against the plan, A first; nothing in most cases.
  package func objections(to plan: MirrorPlan) -> [Objection] {
    Side.allCases.flatMap { objections(to: plan, on: $0) }
  }

  private func objections(to plan: MirrorPlan, on side: Side) -> [Objection] {
    var found: [Objection] = []
    let tally = plan.tally(side)
    if !allowed.contains(.emptyRoot), tally.leaves == 0, plan.tally(side.other).removed > 0 {
      found.append(.emptyRoot(side))
    }
    guard !allowed.contains(.massChange) else { return found }
    let lost = tally.removed + tally.overwritten
    if lost > manyLeaves || (lost >= fewLeaves && lost > tally.leaves - lost) {
      found.append(.massChange(side, leaves: lost, of: tally.leaves))
    }
    if tally.baselineLeaves >= fewLeaves, tally.changedLeaves == tally.baselineLeaves,
      plan.steps.contains(where: { $0.side == side.other })
    {
      found.append(.everythingChanged(side))
    }
    return found
  }
}

/// A plan against which nothing stands: the only kind that an executor takes.
package struct JudgedPlan: Sendable {
  package let plan: MirrorPlan

  package init(_ plan: MirrorPlan, by rails: Rails) throws(BeyondRails) {
    let objections = rails.objections(to: plan)
    guard objections.isEmpty else { throw BeyondRails(objections: objections) }
    self.plan = plan
  }
}

/// Why a plan is not carried out.
package struct BeyondRails: Error, Hashable {
  /// Not empty.
  package let objections: [Rails.Objection]
}
