/// One of the two roots that a mirror run makes equal.
///
/// The planner knows a root by its side and its label alone: a root may be on another machine.
package enum Side: CaseIterable, Hashable, Sendable {
  case a, b

  package var other: Side { self == .a ? .b : .a }
}
