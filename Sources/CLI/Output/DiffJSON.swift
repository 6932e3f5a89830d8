import Format
import Snapshots

/// Differences as JSON lines.
enum DiffJSON {
  static func fields(_ change: TreeChange) -> [(String, JSON)] {
    var fields: [(String, JSON)] = [
      ("schema", .schema), ("type", "change"), ("change", .text(change.kind.rawValue)),
    ]
    fields += JSON.named("path", change.path)
    if let old = change.oldPath { fields += JSON.named("old_path", old) }
    if let entry = change.entry {
      fields.append(("kind", .text(entry.kind.word)))
      if entry.kind == .symlink { fields += JSON.named("target", entry.target) }
    }
    if change.isOfFolder, change.kind == .renamed {
      fields += [("files", .number(change.files)), ("size", .number(change.bytes))]
    }
    if change.entry?.kind == .file {
      fields += [
        ("old_size", change.old.map { .number($0.size) } ?? .null),
        ("size", change.new.map { .number($0.size) } ?? .null),
      ]
    }
    return fields + [("attributes", .list(change.attributes.map(AttributeText.json)))]
  }
}
