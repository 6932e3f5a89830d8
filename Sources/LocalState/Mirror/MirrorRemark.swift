/// Something that a mirror run decided or failed at, path by path.
package struct MirrorRemark: Equatable, Sendable {
  package enum Side: Int64, Sendable, CaseIterable {
    case a = 0
    case b = 1

    package var other: Side { self == .a ? .b : .a }
  }

  /// Raw values are on the disk: never change or reuse one.
  package enum Kind: String, Sendable, CaseIterable {
    /// `side` kept the name; `first` is the path of the other's copy, or missing.
    case conflict
    /// Each side kept its own.
    case unresolved
    case merged
    /// `side` had an older version that gave way.
    case stale
    /// Deleted on `side`, and it is back.
    case deletionUndone = "deletion undone"
    /// `first` is its new name on A, `second` on B.
    case renamedApart = "renamed apart"
    case movesCrossed = "moves crossed"
    case metadata
    /// It should have gone on `side`.
    case heldByUnknown = "held by unknown"
    /// Not done on `side`; `reason` says why.
    case failed
  }

  package var kind: Kind
  /// From the roots down, components joined by "/"; empty for the roots.
  package var path: [UInt8]
  package var side: Side?
  package var first: [UInt8]?
  package var second: [UInt8]?
  /// A clause; mostly empty.
  package var reason: String

  package init(
    _ kind: Kind, _ path: [UInt8], side: Side? = nil, first: [UInt8]? = nil,
    second: [UInt8]? = nil, reason: String = ""
  ) {
    self.kind = kind
    self.path = path
    self.side = side
    self.first = first
    self.second = second
    self.reason = reason
  }
}
