import Format
import Snapshots

/// Differences as lines: a sign, the path, and what has changed.
///
/// A folder that was added or removed is one line, with what is in it summed up, unless every entry
/// is wanted.
struct DiffListing {
  /// Paths are filled up to this many columns.
  private static let pathColumns = 40

  private let output: Output
  private let listsAll: Bool
  /// A folder whose entries are being summed up.
  private var folder: SummedFolder?

  init(_ output: Output, listsAll: Bool) {
    self.output = output
    self.listsAll = listsAll
  }

  private struct SummedFolder {
    let change: TreeChange
    var files = 0
    var folders = 0
    var bytes: UInt64 = 0
    /// Renames into it, which are lines of their own.
    var others: [TreeChange] = []
  }

  mutating func add(_ change: TreeChange) {
    if output.format == .json { return output.object(DiffJSON.fields(change)) }
    if let folder, folder.change.holds(change) { return sum(change) }
    finish()
    if !listsAll, change.isOfFolder, change.kind == .added || change.kind == .removed {
      folder = SummedFolder(change: change)
    } else {
      show(change, Self.details(change))
    }
  }

  /// To be called after the last difference.
  mutating func finish() {
    guard let folder else { return }
    self.folder = nil
    show(folder.change, Self.contents(folder.files, folder.folders, folder.bytes))
    for change in folder.others { show(change, Self.details(change)) }
  }

  private mutating func sum(_ change: TreeChange) {
    guard change.kind == folder?.change.kind else {
      folder?.others.append(change)
      return
    }
    if change.isOfFolder { folder?.folders += 1 } else { folder?.files += 1 }
    folder?.bytes += change.bytes
  }

  private func show(_ change: TreeChange, _ details: String) {
    let path = Printable.padded(Self.path(change), to: Self.pathColumns)
    let line = "\(change.kind.sign) \(path)  \(details)".trimmedEnd
    output.line(change.kind.tint.map { output.tinted(line, $0) } ?? line)
  }
}

// MARK: words

extension DiffListing {
  private static func path(_ change: TreeChange) -> String {
    let path = text(change.path, change.entry)
    if let old = change.oldPath { return "\(text(old, change.old)) -> \(path)" }
    guard let entry = change.entry, entry.kind == .symlink, change.kind != .contents else {
      return path
    }
    return change.kind == .metadata ? path : "\(path) -> \(Printable.text(entry.target))"
  }

  private static func text(_ path: [UInt8], _ entry: EntryFacts?) -> String {
    let isFolder = entry?.kind == .folder
    return (path.isEmpty ? "." : Printable.text(path)) + (isFolder ? "/" : "")
  }

  private static func details(_ change: TreeChange) -> String {
    let attributes = change.attributes.filter { change.kind != .contents || !$0.isTime }
    return ([size(change)] + [AttributeText.text(attributes)]).filter { !$0.isEmpty }
      .joined(separator: ", ")
  }

  private static func size(_ change: TreeChange) -> String {
    guard let entry = change.entry, change.kind != .metadata else { return "" }
    switch entry.kind {
    case .folder: return change.kind == .renamed ? contents(change.files, 0, change.bytes) : ""
    case .file:
      guard change.kind == .contents, let old = change.old, old.size != entry.size else {
        return Wording.bytes(entry.size)
      }
      return sizes(old.size, entry.size)
    case .symlink: return ""
    default: return change.kind == .contents ? "" : entry.kind.word
    }
  }

  /// As exactly as it takes to tell one from the other.
  private static func sizes(_ old: UInt64, _ new: UInt64) -> String {
    let rounded = (Wording.bytes(old), Wording.bytes(new))
    return rounded.0 == rounded.1
      ? "\(Wording.count(old)) -> \(Wording.count(new)) B" : "\(rounded.0) -> \(rounded.1)"
  }

  /// "12 files, 3.4 MiB".
  private static func contents(_ files: Int, _ folders: Int, _ bytes: UInt64) -> String {
    if files > 0 { return "\(Wording.count(UInt64(files), "file")), \(Wording.bytes(bytes))" }
    return folders > 0 ? Wording.count(UInt64(folders), "empty folder") : ""
  }
}

extension TreeChange {
  fileprivate func holds(_ other: TreeChange) -> Bool {
    (other.kind == kind || other.kind == .renamed) && other.path.count > path.count
      && other.path[path.count] == UInt8(ascii: "/") && other.path.starts(with: path)
  }
}

extension TreeChange.Kind {
  fileprivate var sign: String {
    switch self {
    case .added: "+"
    case .removed: "-"
    case .contents: "M"
    case .metadata: "m"
    case .renamed: "R"
    }
  }

  fileprivate var tint: Tint? {
    switch self {
    case .added: .good
    case .removed: .bad
    case .contents: .warning
    case .metadata: .faint
    case .renamed: nil
    }
  }
}

extension AttributeChange {
  fileprivate var isTime: Bool {
    if case .modified = self { true } else { false }
  }
}
