/// The copies of chunks in the packs that are in force, numbered from 0: what `Sweep` decides by.
package protocol PackContents {
  associatedtype Pack
  associatedtype Copies: CopySet

  var copyCount: Int { get }
  /// Whether the copy is in a pack that is there with its exact length, and not lost.
  func counts(_ copy: Int) -> Bool
  func pack(of copy: Int) -> Pack
  func isFull(_ copy: Int) -> Bool
  /// The copies of the base that a delta names, whether they count or not.
  func forEachBase(of delta: Int, _ body: (Int) -> Void)
  /// The copies of the same chunk, itself included, whether they count or not.
  func forEachTwin(of copy: Int, _ body: (Int) -> Void)
  /// Deltas on one another, at most, until a full copy.
  static var maxDepth: Int { get }
}

/// A set of copies by their numbers.
package protocol CopySet {
  /// An empty set of numbers below `capacity`.
  init(capacity: Int)
  func contains(_ number: Int) -> Bool
  /// Whether it was not there before.
  mutating func insert(_ number: Int) -> Bool
}
