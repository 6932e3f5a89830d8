import Format
import Snapshots

/// Entries as cells of a table.
enum EntryText {
  /// "docs/", "docs/a", "docs/link -> a".
  static func path(_ path: [UInt8], _ facts: EntryFacts) -> String {
    let text = path.isEmpty ? "." : Printable.text(path)
    switch facts.kind {
    case .folder: return text + "/"
    case .symlink: return "\(text) -> \(Printable.text(facts.target))"
    default: return text
    }
  }

  /// Empty for what has none.
  static func size(_ facts: EntryFacts) -> String {
    switch facts.kind {
    case .file: Wording.bytes(facts.size)
    case .folder, .symlink: ""
    default: facts.kind.word
    }
  }

  /// "2026-01-02 03:04".
  static func time(_ facts: EntryFacts) -> String {
    LocalTime(facts.modified).map { "\($0.date) \($0.clock)" } ?? "?"
  }
}
