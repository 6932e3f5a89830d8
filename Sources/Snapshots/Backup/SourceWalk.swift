import FileTree
package import Format
import Repository
import SystemPackage

/// One source on its way through the walk, with what is known from before beside every entry.
struct SourceWalk {
  enum Event {
    /// Files for which the scan cache vouches, and every chunk of which is usable.
    case unchanged(UnchangedFiles)
    /// Everything that is in the folder is such a file, as before.
    case same(FileTally, bytes: UInt64)
    /// A further name of an inode that was met before.
    case link(EntryTask, HardLink)
    case entry(EntryTask)
  }

  /// What a folder on the way down knows.
  private struct Level {
    let visit: FolderVisit
    var previous: PreviousFolder
    var compared: ComparedFolder
    /// Files that the row vouches for.
    var vouched = 0

    mutating func comparedNode(named name: FileName) -> Node? {
      compared.node(named: name, besides: &previous)
    }
  }

  /// Nodes that are taken over at once.
  private static let maxUnchanged = 512

  private let source: SourceNames.Source
  private let sourceBytes: [UInt8]
  private let compared: Node?
  private let trees: ComparedTrees
  private let links: HardLinks
  private var levels: [Level] = []
  /// What is left of the entries met last.
  private var stretch: WalkedStretch?

  init(
    _ source: SourceNames.Source, compared: Node?, trees: ComparedTrees, links: HardLinks
  ) {
    self.source = source
    sourceBytes = source.path.bytes
    self.compared = compared
    self.trees = trees
    self.links = links
  }

  mutating func enter(_ folder: WalkedFolder, _ recalled: RecalledFolder) -> FolderVisit {
    let name = folder.name ?? source.name
    let last = levels.count - 1
    let known = levels.isEmpty ? compared : levels[last].previous.node(named: name)
    let compared = levels.isEmpty ? compared : levels[last].comparedNode(named: name)
    let previous = PreviousFolder(
      recalled, compared: compared?.tree ?? known?.tree, trees.reader)
    let visit = FolderVisit(
      folder, name: name, source: sourceBytes, previous: previous, previousNode: known)
    levels.append(
      Level(
        visit: visit, previous: previous, compared: ComparedFolder(compared?.tree, trees.reader)))
    return visit
  }

  /// The folder entered last, and whether its row still says what its files are.
  mutating func leave() -> (visit: FolderVisit, isRowTrue: Bool)? {
    guard let level = levels.popLast() else { return nil }
    guard level.vouched == level.previous.recalled.files else { return (level.visit, false) }
    let files = level.visit.folder.entries.count { $0.status.kind == .file }
    return (level.visit, files == level.vouched)
  }

  /// Goes on to these entries of the folder entered last.
  mutating func begin(_ stretch: WalkedStretch) { self.stretch = stretch }

  /// What is next among the entries; `nil` after the last.
  mutating func next() throws(RepositoryError) -> Event? {
    guard let stretch, let first = stretch.entries.first else { return nil }
    if let same = takeAll(of: stretch) { return same }
    var files = UnchangedFiles()
    while let entry = self.stretch?.entries.first, files.nodes.count < Self.maxUnchanged,
      entry.status.linkCount == 1, let node = unchanged(entry)
    {
      files.add(node, compared: levels[levels.count - 1].comparedNode(named: node.name))
      self.stretch?.entries.removeFirst()
    }
    if !files.nodes.isEmpty { return .unchanged(files) }
    self.stretch?.entries.removeFirst()
    return try visit(first, of: stretch)
  }

  /// A source that is no folder.
  func single(
    _ entry: FolderEntry, in parent: OpenFolder
  ) throws(RepositoryError) -> Event {
    let task = EntryTask(
      name: entry.name, nodeName: source.name, status: entry.status, parent: parent,
      place: EntryPlace(source: sourceBytes, entry: nil),
      previous: compared?.kind == .file ? compared : nil, compared: compared,
      link: try links.note(entry.status, at: sourceBytes))
    return event(task)
  }

  func absolutePath(of relative: [UInt8]) -> [UInt8] {
    sourceBytes.appending(path: relative)
  }
}

extension SourceWalk {
  /// All entries of the folder at once, if they are what is recalled of it, and either that is what
  /// they are compared with or there is nothing of that kind.
  private mutating func takeAll(of stretch: WalkedStretch) -> Event? {
    let last = levels.count - 1
    // None was left out, or taken already.
    guard last >= 0, case .same(_, let recalled, let bytes) = levels[last].previous.recalled,
      stretch.entries.count == recalled.count, stretch.folder.entries.count == recalled.count
    else { return nil }
    var tally = FileTally()
    switch levels[last].compared.tree {
    case nil: tally.new = recalled.count
    case levels[last].previous.tree: tally.unchanged = recalled.count
    default: return nil
    }
    levels[last].vouched = recalled.count
    self.stretch = nil
    return .same(tally, bytes: bytes)
  }

  /// The node of a file that needs not be read.
  private mutating func unchanged(_ entry: FolderEntry) -> Node? {
    let last = levels.count - 1
    guard entry.status.kind == .file, last >= 0 else { return nil }
    guard levels[last].previous.vouches(for: entry.name, entry.status),
      let known = levels[last].previous.node(named: entry.name), known.kind == .file,
      trees.hasAllChunks(of: known)
    else { return nil }
    levels[last].vouched += 1
    return known
  }

  private mutating func visit(
    _ entry: FolderEntry, of stretch: WalkedStretch
  ) throws(RepositoryError) -> Event {
    let place = EntryPlace(source: sourceBytes, entry: (stretch.folder, entry.name))
    let link = try links.note(entry.status, at: place.path)
    if let link, !link.isFurther, let node = unchanged(entry) {
      let compared = levels[levels.count - 1].comparedNode(named: entry.name)
      return .unchanged(UnchangedFiles(node, compared: compared, in: link.group))
    }
    let last = levels.count - 1
    let known = last < 0 ? nil : levels[last].previous.node(named: entry.name)
    let compared = last < 0 ? nil : levels[last].comparedNode(named: entry.name)
    let isSameKind = known?.kind == entry.status.kind
    let isFile = isSameKind && entry.status.kind == .file
    let task = EntryTask(
      name: entry.name, nodeName: entry.name, status: entry.status, parent: stretch.parent,
      place: place, previous: isSameKind ? known : nil, compared: compared,
      fingerprint: isFile ? levels[last].previous.fingerprint(of: entry.name) : nil, link: link)
    return event(task)
  }

  private func event(_ task: EntryTask) -> Event {
    guard let link = task.link, link.isFurther else { return .entry(task) }
    return .link(task, link)
  }
}

/// Files of one folder that need not be read, ascending by name.
struct UnchangedFiles: Sendable {
  private(set) var nodes: [Node] = []
  private(set) var bytes: UInt64 = 0
  private(set) var tally = FileTally()
  /// Whether the nodes are those of the folder's tree from before.
  private(set) var areSame = true
  /// Whether it is one file, which has other names.
  private(set) var isLinked = false

  init() {}

  /// One that has other names, in the group that the present session gives it: what was linked last
  /// time says nothing about that.
  init(_ node: Node, compared: Node?, in group: UInt64) {
    areSame = group == node.hardLinkGroup
    isLinked = true
    bytes = node.size
    tally.count(node, compared: compared)
    nodes = [areSame ? node : node.inGroup(group)]
  }

  /// One that has no other name now, whatever it had before.
  mutating func add(_ node: Node, compared: Node?) {
    bytes += node.size
    tally.count(node, compared: compared)
    guard node.hardLinkGroup != nil else { return nodes.append(node) }
    areSame = false
    nodes.append(node.inGroup(nil))
  }
}

extension Node {
  /// The tree of a folder.
  package var tree: TreeReference? {
    if case .folder(let tree) = content { tree } else { nil }
  }

  fileprivate func inGroup(_ group: UInt64?) -> Node {
    Node(
      name: name, owner: owner, modified: modified, content: content, hardLinkGroup: group,
      attributes: attributes)
  }
}
