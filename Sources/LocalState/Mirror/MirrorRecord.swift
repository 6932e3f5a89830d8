package import Format

/// One run of a mirror pair, as the history keeps it.
package struct MirrorRecord: Equatable, Sendable {
  /// How a run is named: 16 hexadecimal digits, of which a person types the first.
  package struct ID: Hashable, Sendable, CustomStringConvertible {
    package static let byteCount = 8
    package let description: String

    /// From random bytes, as many as `byteCount`.
    package init?(_ bytes: [UInt8]) {
      guard bytes.count == Self.byteCount else { return nil }
      description = Hex.encode(bytes)
    }

    init?(stored text: String) {
      guard let bytes = Hex.decode(text), bytes.count == Self.byteCount else { return nil }
      description = text
    }
  }

  // Raw values are on the disk: never change or reuse one.

  package enum Direction: String, Sendable, CaseIterable {
    case twoWay = "two-way"
    case oneWay = "one-way"
    case refresh
    /// It took an earlier run back.
    case undo
  }

  package enum Comparison: String, Sendable, CaseIterable {
    case fast, slow
  }

  /// What was done on one side.
  package struct Counts: Equatable, Sendable {
    package var created: UInt64 = 0
    package var replaced: UInt64 = 0
    package var removed: UInt64 = 0
    package var moved: UInt64 = 0
    package var metadata: UInt64 = 0
    /// Of files that were written.
    package var bytes: UInt64 = 0

    package init() {}
  }

  /// How it ended.
  package struct Ending: Equatable, Sendable {
    package var time: Timestamp
    package var nanoseconds: UInt64
    /// One of the table of exit codes.
    package var exitCode: Int32
    /// One line for people: "both sides are equal".
    package var verdict: String

    package init(time: Timestamp, nanoseconds: UInt64, exitCode: Int32, verdict: String) {
      self.time = time
      self.nanoseconds = nanoseconds
      self.exitCode = exitCode
      self.verdict = verdict
    }
  }

  package let id: ID
  package let pair: StoredMirrorPair.ID
  package let started: Timestamp
  package let direction: Direction
  package let comparison: Comparison
  /// What both sides held before the first change; `nil` if nothing was changed.
  package var before: SnapshotID?
  package var baselineBefore: SnapshotID?
  package var baselineAfter: SnapshotID?
  package var a = Counts()
  package var b = Counts()
  /// `nil` for a run that goes on, or was killed: it may have changed anything that it planned.
  package var ending: Ending?
  /// When it was undone.
  package var undone: Timestamp?
  /// The run that this one took back.
  package var undoes: ID?

  package init(
    id: ID, pair: StoredMirrorPair.ID, started: Timestamp, direction: Direction,
    comparison: Comparison
  ) {
    self.id = id
    self.pair = pair
    self.started = started
    self.direction = direction
    self.comparison = comparison
  }
}
