/// What the planner must know of a root beside its tree.
package struct MirrorRoot: Hashable, Sendable {
  /// Attributes of a node that a root may be unable to hold. Those that either root cannot are
  /// neither compared nor planned; each side keeps what it shows.
  package struct Held: OptionSet, Hashable, Sendable {
    package let rawValue: UInt8

    package init(rawValue: UInt8) {
      self.rawValue = rawValue
    }

    package static let mode = Held(rawValue: 1)
    package static let owner = Held(rawValue: 2)
    package static let time = Held(rawValue: 4)
    package static let attributes = Held(rawValue: 8)
    package static let all: Held = [.mode, .owner, .time, .attributes]
  }

  package let label: RootLabel
  package let held: Held
  /// The distance of two times that the root can tell apart: 1, or 2 000 000 000 on FAT. Times that
  /// are equal when both are rounded down to the coarser root's step are equal.
  package let timeStepNanoseconds: UInt64

  package init(label: RootLabel, held: Held = .all, timeStepNanoseconds: UInt64 = 1) {
    self.label = label
    self.held = held
    self.timeStepNanoseconds = max(1, timeStepNanoseconds)
  }
}
