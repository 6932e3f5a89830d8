import Format

/// What records say about a snapshot (FORMAT.md 8.2).
package struct Remarks: Equatable, Sendable {
  /// Each once, sorted.
  package var tags: [String] = []
  package var note: String?
  package var isPinned = false
  package var isForgotten = false

  package init() {}

  /// A pin wins over a forgetting.
  var isGone: Bool { isForgotten && !isPinned }

  /// What a new snapshot has to have records for.
  var drafts: [RecordDraft] {
    let statements: [SnapshotRecord.Statement?] = [
      tags.isEmpty ? nil : .tags(tags), note.map { .note($0) }, isPinned ? .pin(true) : nil,
      isForgotten ? .forgotten(true) : nil,
    ]
    return statements.compactMap { $0.map { RecordDraft(statement: $0) } }
  }
}
