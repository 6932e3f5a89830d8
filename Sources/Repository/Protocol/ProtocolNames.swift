// The protocol of writing and deleting (FORMAT.md 10) as pure values: who makes which call next,
// and what the answers mean. Nothing in this folder knows a file, a hash or a clock, and nothing
// outside decides what stands here. The program runs it with real names; `make model` runs the very
// same code with names that are single bits, in every order.
//
// Read `WriterSteps`, then `PrunerSteps`; each rule that they rest on has a file of its own.

/// What a prune speaks about, as names.
package protocol ProtocolNames {
  /// Counts plans: n and m.
  associatedtype Number: FixedWidthInteger & Sendable
  associatedtype Sessions: NameQueue
  /// What a verdict deletes: packs, and other files.
  associatedtype Targets: NameQueue
}

/// Names that are gone through one after the other.
package protocol NameQueue {
  associatedtype Element

  init()
  var isEmpty: Bool { get }
  var first: Element? { get }
  mutating func append(_ name: Element)
  @discardableResult
  mutating func removeFirst() -> Element
}
