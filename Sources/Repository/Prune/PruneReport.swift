package import Format

/// What a prune did.
package struct PruneReport: Sendable {
  /// Somebody's session that has to end before anything is removed.
  package struct Waiting: Sendable {
    package let session: SessionID
    /// `nil` if its sign cannot be read.
    package let intent: Intent?
  }

  package internal(set) var packs = 0
  package internal(set) var packBytes: UInt64 = 0
  /// Index runs, snapshots and records.
  package internal(set) var files = 0
  package internal(set) var fileBytes: UInt64 = 0
  /// Condemned packs that stay: something in them is needed after all.
  package internal(set) var spared = 0
  /// Bytes of new packs into which others were rewritten.
  package internal(set) var writtenBytes: UInt64 = 0
  /// Sessions that were taken for dead: what they were about to save, they save again.
  package internal(set) var fenced = 0
  /// Not empty: nothing was removed, and a later prune goes on from here.
  package internal(set) var waiting: [Waiting] = []
  /// What could not be moved because it is damaged.
  package internal(set) var damage: [RepositoryError] = []
  /// Why nothing was rewritten: there was no room for it.
  package internal(set) var unmoved: RepositoryError?

  package init() {}

  /// Bytes that the repository is smaller by; below zero if more was written than removed.
  package var freedBytes: Int64 {
    Int64(clamping: packBytes) + Int64(clamping: fileBytes) - Int64(clamping: writtenBytes)
  }
}

extension PruneReport {
  /// Of two prunes, one after the other.
  package static func + (first: PruneReport, second: PruneReport) -> PruneReport {
    var sum = second
    sum.packs += first.packs
    sum.packBytes += first.packBytes
    sum.files += first.files
    sum.fileBytes += first.fileBytes
    sum.spared += first.spared
    sum.writtenBytes += first.writtenBytes
    sum.fenced += first.fenced
    sum.damage = first.damage + second.damage
    sum.unmoved = first.unmoved ?? second.unmoved
    return sum
  }
}
