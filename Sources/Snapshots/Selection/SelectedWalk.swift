import FileTree
import Format
import SystemPackage

/// Applies the selection of a backup to the folders that its walk enters, and keeps count.
struct SelectedWalk {
  private let selection: Selection
  private let ownFolders: Set<BackupRequest.LeftOut>
  private var sourceBytes: [UInt8] = []
  private var source: SourceSelection?
  private var listing: ListedPaths?
  /// The folder entered last.
  private var folder: FolderSelection?
  private(set) var counts: ExclusionCounts
  /// The repository and its like, absolute.
  private(set) var own: [[UInt8]] = []
  /// Listed paths that are not there, absolute.
  private(set) var missing: [[UInt8]] = []
  private let naming: BackupRequest.Naming
  private(set) var places = LeftOutPlaces()

  init(
    _ selection: Selection, own: Set<BackupRequest.LeftOut>,
    naming: BackupRequest.Naming = .counted
  ) {
    self.selection = selection
    self.naming = naming
    ownFolders = own
    counts = ExclusionCounts(selection.rules)
  }

  /// Entries of the sources that are not saved on purpose: the snapshot says nothing about them.
  var leftOutCount: Int { counts.entries.total + counts.unlisted }

  /// What is entered from now on belongs to the source at that path.
  mutating func begin(_ path: FilePath) {
    sourceBytes = path.bytes
    source = nil
    folder = nil
    listing = selection.listings[path]
    missing += listing?.impossible.map(absolute) ?? []
  }

  /// The source that was begun does not exist.
  mutating func noteMissingSource() {
    missing += listing?.all.map(absolute) ?? [sourceBytes]
  }

  /// Whether `choice` is to be asked about each entry of the folder.
  mutating func enter(_ entered: WalkedFolder, _ open: OpenFolder) -> Bool {
    folder = nil
    guard !selection.isEverything || entered.entries.contains(where: isOwn) else { return false }
    let source =
      source
      ?? SourceSelection(
        selection: selection, own: ownFolders, device: entered.status.device, listing: listing)
    self.source = source
    folder = source.folder(entered.path, entered.names, open) {
      entered.entry(named: $0)?.status.kind
    }
    noteMissing(in: entered, open)
    return true
  }

  private func isOwn(_ entry: FolderEntry) -> Bool {
    entry.status.kind == .folder && ownFolders.contains(entry.status.identity)
  }

  /// What is to become of an entry of the folder entered last.
  mutating func choice(of entry: FolderEntry) -> Walker.Choice {
    switch folder?.decide(entry.name, entry.status) {
    case nil, .save(nil): return .visit
    case .save(let rule?):
      counts.addKept(by: rule)
      return .visit
    case .enterOnly(let reason):
      counts.add(reason)
      note(entry.name, reason)
      return .enterOnly
    case .leaveOut(let reason):
      leaveOut(entry.name, reason)
      return .skip
    }
  }

  /// Whether an entry whose status could not be read is left out anyhow: what is named by a rule
  /// for folders is taken for one.
  mutating func leavesOut(unreadable path: [UInt8]) -> Bool {
    guard let slash = path.lastIndex(of: UInt8(ascii: "/")), let here = folder,
      let name = FileName(path[(slash + 1)...]), absolute(here.path(of: name.bytes)) == path,
      case .leaveOut(let reason)? = folder?.decide(name, kind: .folder)
    else { return false }
    leaveOut(name, reason)
    return true
  }

  private mutating func leaveOut(_ name: FileName, _ reason: Exclusion) {
    counts.add(reason)
    note(name, reason)
    if reason == .own, let folder { own.append(absolute(folder.path(of: name.bytes))) }
  }

  private mutating func note(_ name: FileName, _ reason: Exclusion) {
    guard naming == .named, let folder else { return }
    places.add(name, in: absolute(folder.folderPath), reason)
  }

  /// Listed names that the folder does not have, and what should lie below what is no folder.
  private mutating func noteMissing(in entered: WalkedFolder, _ open: OpenFolder) {
    guard let listing, let folder, let listed = folder.listed else { return }
    var found: [[UInt8]] = []
    for name in listed.names {
      let kind = entered.entry(named: name)?.status.kind
      let isMissing = kind == nil && Self.isMissing(name, in: open)
      guard isMissing || kind != nil && kind != .folder else { continue }
      let path = folder.path(of: name.bytes)
      if isMissing, listing.isListed(name, in: listed) { found.append(path) }
      found += listing.paths(below: path, name, in: listed)
    }
    missing += found.sorted { $0.lexicographicallyPrecedes($1) }.map(absolute)
  }

  private static func isMissing(_ name: FileName, in open: OpenFolder) -> Bool {
    do throws(Errno) {
      _ = try open.status(of: name)
      return false
    } catch {
      return error == .noSuchFileOrDirectory
    }
  }

  private func absolute(_ path: [UInt8]) -> [UInt8] {
    sourceBytes.appending(path: path)
  }
}
