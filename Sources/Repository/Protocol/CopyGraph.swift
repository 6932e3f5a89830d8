/// Copies of chunks, and the base that each of them needs.
package protocol CopyGraph {
  associatedtype Copy

  func isFull(_ copy: Copy) -> Bool

  /// Whether `isGood` is true of any copy of the base that `delta` names, among those that count:
  /// in a pack that is in force, there with its exact length, not in C, the copy not lost.
  func containsBase(of delta: Copy, where isGood: (Copy) -> Bool) -> Bool

  /// Deltas on one another, at most, until a full copy.
  static var maxDepth: Int { get }
}

extension CopyGraph {
  /// Whether a copy that counts is usable: it is full, or its base has a usable copy (W3) [10.3-a].
  ///
  /// A chain longer than the limit, and so a circle, has no base that counts [5.3-c]. `budget`
  /// bounds the search in a repository that was made to blow it up: many copies of one base, eight
  /// deep, would be tried in all combinations. It is the number of copies to look at.
  @inline(__always)
  package func isUsable(_ copy: Copy, budget: inout Int) -> Bool {
    if isFull(copy) { return true }
    return isDeltaUsable(copy, steps: 0, budget: &budget)
  }

  private func isDeltaUsable(_ delta: Copy, steps: Int, budget: inout Int) -> Bool {
    guard steps < Self.maxDepth, budget > 0 else { return false }
    var left = budget
    defer { budget = left }
    return containsBase(of: delta) { base in
      left -= 1
      guard left > 0 else { return false }
      return isFull(base) || isDeltaUsable(base, steps: steps + 1, budget: &left)
    }
  }
}
