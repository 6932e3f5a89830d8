import Format

/// Something that is to be said about a snapshot from now on.
package enum RemarkChange: Equatable, Sendable {
  case addTags([String])
  case removeTags([String])
  case setTags([String])
  /// `nil`: no note.
  case note(String?)
  case pin(Bool)
  /// Whether it has been forgotten: then the next prune takes it away, unless it is pinned.
  case forget(Bool)

  package func apply(to remarks: inout Remarks) {
    switch self {
    case .addTags(let tags): remarks.tags = Set(remarks.tags).union(tags).sorted()
    case .removeTags(let tags): remarks.tags = Set(remarks.tags).subtracting(tags).sorted()
    case .setTags(let tags): remarks.tags = Set(tags).sorted()
    case .note(let note): remarks.note = note
    case .pin(let isPinned): remarks.isPinned = isPinned
    case .forget(let isForgotten): remarks.isForgotten = isForgotten
    }
  }

  var kind: SnapshotRecord.Kind {
    switch self {
    case .addTags, .removeTags, .setTags: .tags
    case .note: .note
    case .pin: .pin
    case .forget: .forgotten
    }
  }
}

/// What will be said about one snapshot, by which records.
package struct RemarkPlan: Sendable {
  package let snapshot: CatalogedSnapshot
  package let before: Remarks
  package let after: Remarks
  /// Of each type that changes, the records that stand, by the number in their names.
  let superseded: [SnapshotRecord.Kind: [UInt64]]

  package var isNothing: Bool { before == after }

  func statement(_ kind: SnapshotRecord.Kind) -> SnapshotRecord.Statement {
    switch kind {
    case .tags: .tags(after.tags)
    // A note of no bytes says that there is none.
    case .note: .note(after.note ?? "")
    case .pin: .pin(after.isPinned)
    case .forgotten: .forgotten(after.isForgotten)
    }
  }
}
