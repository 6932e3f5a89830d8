import FileTree
package import Format
import Repository
import SystemPackage

/// The walk of one source, with what is known from before beside every entry.
struct SourceWalk {
  enum Event {
    case enter(FolderVisit, OpenFolder)
    case leave(FolderVisit)
    /// The scan cache vouches for the file, and every chunk of it is usable.
    case unchanged(Node)
    /// A further name of an inode that was met before.
    case link(EntryTask, HardLink)
    case entry(EntryTask)
    case failed(path: [UInt8], Errno)
  }

  /// What a folder on the way down knows.
  private struct Level {
    let visit: FolderVisit
    let previous: PreviousFolder
  }

  private let source: SourceNames.Source
  private let sourceBytes: [UInt8]
  private let rows: (any ScanRowReader)?
  private let compared: Node?
  private let trees: ComparedTrees
  private let links: HardLinks
  private var walker: Walker?
  /// A source that is no folder is a single entry.
  private var single: EntryTask?
  private var levels: [Level] = []

  init(
    _ source: SourceNames.Source, rows: (any ScanRowReader)?, compared: Node?,
    trees: ComparedTrees, links: HardLinks
  ) throws(Errno) {
    self.source = source
    sourceBytes = source.path.bytes
    self.rows = rows
    self.compared = compared
    self.trees = trees
    self.links = links
    do throws(Errno) {
      walker = try Walker(root: source.path)
    } catch {
      guard error == .notDirectory else { throw error }
      single = try entry()
    }
  }

  mutating func next() throws(RepositoryError) -> Event? {
    if let task = single {
      single = nil
      let link = try links.note(task.status, at: task.path)
      return event(task, link)
    }
    guard let event = walker?.next() else { return nil }
    switch event {
    case .enter(let folder, let open): return .enter(enter(folder), open)
    case .leave: return levels.popLast().map { .leave($0.visit) }
    case .entry(let entry): return try visit(entry)
    case .failed(let failure):
      return .failed(path: absolutePath(of: failure.path), failure.error)
    }
  }

  /// Decides about each entry of the current folder, right after its `enter`.
  mutating func choose(_ choice: (FolderEntry) -> Walker.Choice) {
    walker?.choose(choice)
  }

  private func absolutePath(of relative: [UInt8]) -> [UInt8] {
    sourceBytes.appending(path: relative)
  }
}

extension SourceWalk {
  private mutating func enter(_ folder: WalkedFolder) -> FolderVisit {
    let name = folder.name ?? source.name
    let comparedTree: TreeReference? =
      if let above = levels.last { above.previous.subtree(name) } else { compared?.tree }
    let previous = PreviousFolder.load(
      row: rows?.row(at: folder.path), compared: comparedTree, trees.reader)
    let visit = FolderVisit(folder, name: name, source: sourceBytes, previous: previous.tree)
    levels.append(Level(visit: visit, previous: previous))
    return visit
  }

  private func visit(_ entry: WalkedEntry) throws(RepositoryError) -> Event {
    let previous = levels.last?.previous ?? .none
    let known = previous.node(named: entry.name)
    let link = try links.note(entry.status, at: place(of: entry).path)
    if link?.isFurther != true, let known, known.kind == .file, entry.status.kind == .file,
      previous.vouches(for: entry.name, entry.status), trees.hasAllChunks(of: known)
    {
      return .unchanged(known.inGroup(link?.group))
    }
    let task = EntryTask(
      name: entry.name, nodeName: entry.name, status: entry.status, parent: entry.parent,
      place: place(of: entry), previous: known?.kind == entry.status.kind ? known : nil)
    return event(task, link)
  }

  private func event(_ task: EntryTask, _ link: HardLink?) -> Event {
    var task = task
    task.link = link
    guard let link, link.isFurther else { return .entry(task) }
    return .link(task, link)
  }

  private func place(of entry: WalkedEntry) -> EntryPlace {
    EntryPlace(source: sourceBytes, entry: (entry.folder, entry.name))
  }

  /// The source itself, where it is no folder.
  private func entry() throws(Errno) -> EntryTask {
    let parent = try OpenFolder.open(source.path.removingLastComponent())
    guard let bytes = source.path.lastComponent?.bytes, let name = FileName(bytes) else {
      throw .noSuchFileOrDirectory
    }
    return EntryTask(
      name: name, nodeName: source.name, status: try parent.status(of: name), parent: parent,
      place: EntryPlace(source: sourceBytes, entry: nil),
      previous: compared?.kind == .file ? compared : nil)
  }
}

extension Node {
  /// The tree of a folder.
  package var tree: TreeReference? {
    if case .folder(let tree) = content { tree } else { nil }
  }

  /// The same node in the group that the present session gives it: what was linked last time says
  /// nothing about that.
  func inGroup(_ group: UInt64?) -> Node {
    guard group != hardLinkGroup else { return self }
    return Node(
      name: name, owner: owner, modified: modified, content: content, hardLinkGroup: group,
      attributes: attributes)
  }
}
