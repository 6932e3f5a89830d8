import FileTree
import Format

/// A selection as it applies to the entries of one folder.
struct FolderSelection {
  /// What becomes of an entry.
  enum Decision: Equatable {
    /// Saved, perhaps because a negated rule says so.
    case save(IgnoreRule?)
    /// A folder that is saved without what is in it.
    case enterOnly(Exclusion)
    case leaveOut(Exclusion)
  }

  /// What a folder holds besides what it is about.
  struct Tag {
    let reason: Exclusion
    /// Entries that say so; they are saved.
    let kept: Set<FileName>
  }

  let source: SourceSelection
  let tag: Tag?
  /// `nil` where everything is listed.
  let listed: ListedPaths.Folder?
  // The path of the folder with "/" behind it, then of one entry after the other: rules are tried
  // on millions, and an array for each would cost more than they do.
  private var path: [UInt8]
  private let folderBytes: Int

  /// `path` is relative to the source.
  init(_ source: SourceSelection, path: [UInt8], tag: Tag?, listed: ListedPaths.Folder?) {
    self.source = source
    self.tag = tag
    self.listed = listed
    self.path = path.isEmpty ? [] : path + [UInt8(ascii: "/")]
    folderBytes = self.path.count
  }

  /// Its own path, relative to the source.
  var folderPath: [UInt8] { Array(path.prefix(max(0, folderBytes - 1))) }

  /// The path of an entry, relative to the source.
  func path(of name: [UInt8]) -> [UInt8] { path.prefix(folderBytes) + name }

  mutating func decide(_ name: FileName, _ status: FileStatus) -> Decision {
    if status.kind == .folder, source.own.contains(status.identity) { return .leaveOut(.own) }
    let decision = decide(name, kind: status.kind)
    guard case .save = decision else { return decision }
    if status.kind == .file, let largest = source.selection.largestFileBytes, status.size > largest
    {
      return .leaveOut(.size)
    }
    if status.isNoDump, source.selection.traits.contains(.noDump) { return .leaveOut(.noDump) }
    if status.device != source.device, source.selection.traits.contains(.otherFileSystem) {
      return status.kind == .folder ? .enterOnly(.otherFileSystem) : .leaveOut(.otherFileSystem)
    }
    return decision
  }

  /// As far as the name tells.
  mutating func decide(_ name: FileName, kind: NodeKind) -> Decision {
    guard isWanted(name, kind: kind) else { return .leaveOut(.notListed) }
    if let tag, !tag.kept.contains(name) { return .leaveOut(tag.reason) }
    guard !source.selection.rules.isEmpty else { return .save(nil) }
    path.removeSubrange(folderBytes...)
    path += name.bytes
    guard let rule = source.selection.rules.lastMatch(path, kind: kind) else { return .save(nil) }
    return rule.isNegated ? .save(rule) : .leaveOut(.rule(rule))
  }
}

extension FolderSelection {
  /// Whether it is listed, lies in something listed, or is a folder above something listed.
  private func isWanted(_ name: FileName, kind: NodeKind) -> Bool {
    guard let listed, !listed.isWhole, let listing = source.listing else { return true }
    return kind == .folder ? listed.contains(name) : listing.isListed(name, in: listed)
  }
}

extension FileStatus {
  var identity: BackupRequest.LeftOut { BackupRequest.LeftOut(device: device, inode: inode) }
}
