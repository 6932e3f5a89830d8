/// The newest of each in a listing of `gc`.
///
/// A listing is not one instant: what was created meanwhile it may show or not, one without the
/// other.
package struct CollectionListing<Number: FixedWidthInteger & Sendable>: Equatable, Sendable {
  package enum Name {
    case plan(Number)
    case verdict(Number)
    case done(Number)
  }

  private var plan: Number = 0
  private var verdict: Number = 0
  private var done: Number = 0

  package init() {}

  package mutating func note(_ name: Name) {
    switch name {
    case .plan(let number): plan = max(plan, number)
    case .verdict(let number): verdict = max(verdict, number)
    case .done(let number): done = max(done, number)
    }
  }

  /// `nil`: list again. The newest verdict is that of the newest plan or of the one before; any
  /// other listing has missed something, and an older verdict keeps what a newer one deleted
  /// [10.3-a].
  package var numbers: CollectionNumbers<Number>? {
    guard verdict == plan || (plan > 0 && verdict == plan - 1), done <= verdict else { return nil }
    return CollectionNumbers(epoch: plan, verdict: verdict, done: done)
  }
}

/// Where the prunes of a repository stand (W2): n, m, and the last one that is done.
package struct CollectionNumbers<Number: FixedWidthInteger & Sendable>: Equatable, Sendable {
  /// n: the newest plan; 0 before the first.
  package let epoch: Number
  /// m: the newest verdict; n or n − 1.
  package let verdict: Number
  package let done: Number

  package init(epoch: Number, verdict: Number, done: Number) {
    self.epoch = epoch
    self.verdict = verdict
    self.done = done
  }

  /// Whether plan n is without a verdict: what it condemns, nobody may begin to use.
  package var isOpen: Bool { verdict < epoch }

  /// Whether prune n was stopped, left something for later, or is at work (P0).
  package var isUnfinished: Bool { done < epoch }

  /// C: what plan n condemns as long as it has no verdict, and what verdict m deletes [10.3-a].
  package func condemned<Packs: SetAlgebra>(byPlan plan: Packs, byVerdict deleted: Packs) -> Packs {
    isOpen ? plan.union(deleted) : deleted
  }
}
