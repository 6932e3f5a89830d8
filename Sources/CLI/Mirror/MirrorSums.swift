import LocalState
import Mirror
import Snapshots

/// What steps do to one side, in numbers.
struct MirrorSums: Equatable {
  /// Entries that are no folders, and folders.
  struct Extent: Equatable {
    var leaves: UInt64 = 0
    var folders: UInt64 = 0
  }

  var created = Extent()
  var replaced: UInt64 = 0
  var removed = Extent()
  var moved: UInt64 = 0
  /// Entries of which only the metadata become others; what merely gets its time back is none.
  var metadata: UInt64 = 0
  /// Of files that are written.
  var bytes: UInt64 = 0
  /// Of files that are removed.
  var removedBytes: UInt64 = 0

  init(_ steps: some Sequence<MirrorStep>, on side: Side) {
    for step in steps where step.side == side { add(step) }
  }

  mutating func add(_ step: MirrorStep) {
    switch step.action {
    case .create(let node, _):
      created.count(node)
      bytes = Self.sum(bytes, node)
    case .replace(let node, _):
      replaced += 1
      bytes = Self.sum(bytes, node)
    case .move: moved += 1
    case .remove:
      guard let before = step.before else { break }
      removed.count(before)
      removedBytes = Self.sum(removedBytes, before)
    case .setMetadata: if step.isVisible { metadata += 1 }
    }
  }

  private static func sum(_ bytes: UInt64, _ node: MirrorNode) -> UInt64 {
    let (sum, isTooMuch) = bytes.addingReportingOverflow(node.fileBytes ?? 0)
    return isTooMuch ? .max : sum
  }

  var isNothing: Bool {
    created == Extent() && removed == Extent() && replaced + moved + metadata == 0
  }

  /// "3 new, 1 changed (2.1 MiB), 2 removed (4 KiB), 1 moved, 1 with new metadata".
  var text: String {
    guard !isNothing else { return "nothing" }
    let written = bytes > 0 ? " (\(Wording.bytes(bytes)))" : ""
    let gone = removedBytes > 0 ? " (\(Wording.bytes(removedBytes)))" : ""
    let changes = [part(created.leaves, "new"), part(replaced, "changed")].compactMap { $0 }
    let folders = [part(created.folders, "new"), part(removed.folders, "removed")].compactMap { $0 }
    return [
      changes.isEmpty ? nil : changes.joined(separator: ", ") + written,
      part(removed.leaves, "removed").map { $0 + gone }, part(moved, "moved"),
      part(metadata, "with new metadata"),
      folders.isEmpty ? nil : "folders: " + folders.joined(separator: ", "),
    ].compactMap { $0 }.joined(separator: ", ")
  }

  private func part(_ count: UInt64, _ what: String) -> String? {
    count == 0 ? nil : "\(Wording.count(count)) \(what)"
  }

  /// As the history keeps them.
  var counts: MirrorRecord.Counts {
    var counts = MirrorRecord.Counts()
    counts.created = created.leaves + created.folders
    counts.replaced = replaced
    counts.removed = removed.leaves + removed.folders
    counts.moved = moved
    counts.metadata = metadata
    counts.bytes = bytes
    return counts
  }

  var json: JSON {
    .object([
      ("created", .number(created.leaves)), ("created_folders", .number(created.folders)),
      ("replaced", .number(replaced)), ("removed", .number(removed.leaves)),
      ("removed_folders", .number(removed.folders)), ("moved", .number(moved)),
      ("metadata", .number(metadata)), ("bytes", .number(bytes)),
      ("removed_bytes", .number(removedBytes)),
    ])
  }
}

extension MirrorSums.Extent {
  fileprivate mutating func count(_ node: MirrorNode) {
    if node.isFolder { folders += 1 } else { leaves += 1 }
  }
}

extension MirrorStep {
  /// Whether it is worth a line: a folder in which something was done gets its time back, which
  /// says nothing to anybody.
  var isVisible: Bool {
    if case .setMetadata = action { !attributeChanges.isEmpty } else { true }
  }

  /// What of an entry's metadata becomes another; a folder's time is not among it.
  var attributeChanges: [AttributeChange] {
    guard case .setMetadata(let metadata) = action, let before else { return [] }
    return before.metadata.changes(to: metadata).filter { change in
      if case .modified = change { !before.isFolder } else { true }
    }
  }
}
