import Format

/// What a tree holds beside an older one, counted as a backup counts: regular files by themselves.
///
/// A renamed file is a new one, and the old one is deleted; new metadata alone change nothing.
package struct TreeCensus: Equatable, Sendable {
  /// In the newer tree, as are its folders and bytes.
  package private(set) var files = 0
  package private(set) var folders = 0
  package private(set) var bytes: UInt64 = 0
  /// Links, FIFOs, sockets and devices.
  package private(set) var others = 0
  package private(set) var new = 0
  package private(set) var changed = 0
  package private(set) var deleted = 0
  /// In files that are new or changed.
  package private(set) var changedBytes: UInt64 = 0
  /// Entries of any kind with the same contents and something else about them.
  package private(set) var metadata = 0

  package var unchanged: Int { files - new - changed }

  mutating func countRemoved(_ kind: NodeKind) {
    if kind == .file { deleted += 1 }
  }

  mutating func countAdded(_ entry: EntryFacts) {
    count(entry)
    guard entry.kind == .file else { return }
    new += 1
    changedBytes = changedBytes.addingReportingOverflow(entry.size).partialValue
  }

  /// An entry that is in both; `change` is `nil` where nothing is another.
  mutating func countKept(_ entry: EntryFacts, as change: TreeChange.Kind?) {
    count(entry)
    if change == .metadata { metadata += 1 }
    guard entry.kind == .file, change == .contents else { return }
    changed += 1
    changedBytes = changedBytes.addingReportingOverflow(entry.size).partialValue
  }

  private mutating func count(_ entry: EntryFacts) {
    switch entry.kind {
    case .folder: folders += 1
    case .file:
      files += 1
      bytes = bytes.addingReportingOverflow(entry.size).partialValue
    default: others += 1
    }
  }
}
