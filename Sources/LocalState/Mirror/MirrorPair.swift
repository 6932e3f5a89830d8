package import Format

/// Two folders that are mirrored, and what they last agreed on.
package struct MirrorPair: Equatable, Sendable {
  /// What is mirrored of them: stored with the baseline, for what was left out then is unknown now.
  package struct Selection: Equatable, Sendable {
    /// gitignore patterns, in order.
    package var include: [[UInt8]]
    package var exclude: [[UInt8]]

    package init(include: [[UInt8]] = [], exclude: [[UInt8]] = []) {
      self.include = include
      self.exclude = exclude
    }
  }

  package var a, b: MirroredRoot
  /// Where the snapshots of its runs are.
  package var repository: RepositoryID
  /// The snapshot of what both sides agreed on after the last run; `nil` before the first one.
  package var baseline: SnapshotID?
  package var selection: Selection
  package var made: Timestamp

  package init(
    a: MirroredRoot, b: MirroredRoot, repository: RepositoryID, baseline: SnapshotID? = nil,
    selection: Selection = Selection(), made: Timestamp
  ) {
    self.a = a
    self.b = b
    self.repository = repository
    self.baseline = baseline
    self.selection = selection
    self.made = made
  }

  /// The same pair, named the other way round.
  package var exchanged: MirrorPair {
    var pair = self
    (pair.a, pair.b) = (b, a)
    return pair
  }
}

/// A pair as it is kept.
package struct StoredMirrorPair: Equatable, Sendable {
  package struct ID: Hashable, Sendable {
    let row: Int64
  }

  package let id: ID
  package var pair: MirrorPair

  package init(id: ID, pair: MirrorPair) {
    self.id = id
    self.pair = pair
  }
}

/// What is known of two folders that are to be mirrored.
package enum MirrorPairSearch: Equatable, Sendable {
  /// Nothing: a first run.
  case none
  /// These very folders; with A and B as they were asked for, whichever way they were stored.
  case found(StoredMirrorPair)
  /// Only other folders have been mirrored at these paths, these ones last: a disk is not mounted,
  /// or a folder was replaced.
  case otherRoot(StoredMirrorPair)
}
