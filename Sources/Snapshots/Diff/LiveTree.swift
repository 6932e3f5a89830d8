import FileTree
package import Format
package import Repository
package import SystemPackage

/// An entry on the disk, at its place in a walk.
package struct LiveEntry: TreeEntry {
  /// As snapshots call it.
  package let name: FileName
  /// What it is called where it lies: a source may have a number behind its name in snapshots.
  let ownName: FileName?
  let facts: EntryFacts
  let status: FileStatus
  /// Where it lies, or of a folder the folder itself. `nil` once the walk has gone on: who keeps it
  /// keeps a descriptor.
  var folder: OpenFolder?

  package var kind: NodeKind { facts.kind }
  package var tree: TreeReference? { nil }
}

/// Folders and files of this machine as a sorted tree.
package struct LiveTree: SortedTree {
  /// What is walked.
  package enum Roots: Sendable {
    /// What is in a folder; or the file alone, under the name given or its own.
    case one(FilePath, fileName: FileName?)
    /// Each under a name; ascending by it.
    case several([(name: FileName, path: FilePath)])
  }

  /// What is made sure of.
  enum Probing {
    case nothing
    /// A file that cannot be opened is unreadable.
    case files
  }

  /// What is not walked.
  package struct Bounds: Sendable {
    /// Folders that are passed over: the repository, caches.
    package var leftOut: Set<BackupRequest.LeftOut> = []
    package var mounts = Mounts.walked

    package init() {}
  }

  /// What becomes of folders of other file systems.
  package enum Mounts: Sendable {
    case walked
    /// They are there, and nothing is in them.
    case empty
  }

  package private(set) var root: LiveEntry?
  /// What is left out, and how much of it there was.
  private(set) var selected: SelectedWalk
  /// Roots that could be opened.
  private(set) var rootCount = 0
  private let contents: LiveContents
  private let probing: Probing
  private let owners = Owners()
  private var pending: ArraySlice<(name: FileName, path: FilePath)> = []
  /// A root that is no folder.
  private var single: LiveEntry?
  private var walker: Walker?
  /// Folders that were entered and not yet left.
  private var depth = 0
  /// What the root that is being walked is called.
  private var rootName: FileName?
  private var rootPath: [UInt8] = []
  /// Whether only what is in it counts.
  private var isRootSilent = false

  /// Throws `failed` if the one root cannot be opened; of several, one is reported by the walk.
  package init(
    _ roots: Roots, _ bounds: Bounds, contents: LiveContents
  ) throws(RepositoryError) {
    var selection = Selection()
    if bounds.mounts == .empty { selection.traits = [.otherFileSystem] }
    try self.init(
      roots, SelectedWalk(selection, own: bounds.leftOut), probing: .nothing, contents: contents)
  }

  /// The same with whatever a backup leaves out.
  init(
    _ roots: Roots, _ selected: SelectedWalk, probing: Probing, contents: LiveContents
  ) throws(RepositoryError) {
    self.selected = selected
    self.probing = probing
    self.contents = contents
    switch roots {
    case .several(let roots): pending = roots[...]
    case .one(let path, let fileName):
      do throws(Errno) {
        isRootSilent = true
        try open(path, named: fileName)
      } catch {
        throw RepositoryError(
          .failed, "it cannot be compared: \(error.clause)", at: path.string,
          advice: "check the path", cause: error)
      }
      if case .enter(let folder, let open)? = walker?.next() { root = enter(folder, open) }
    }
  }

  package mutating func next() throws(RepositoryError) -> TreeStep<LiveEntry>? {
    while true {
      if let single {
        self.single = nil
        return .entry(single)
      }
      if let event = walker?.next() {
        if let step = step(event) { return step }
        continue
      }
      walker = nil
      guard let next = pending.popFirst() else { return nil }
      do throws(Errno) {
        try open(next.path, named: next.name)
      } catch {
        return .unreadable(
          UnreadableStep(name: next.name.bytes, kind: nil, reason: error.clause))
      }
    }
  }

  package mutating func skipFolder() {
    walker?.skipSubtree()
    _ = walker?.next()
    depth -= 1
  }

  private mutating func open(_ path: FilePath, named name: FileName?) throws(Errno) {
    rootName = name
    rootPath = path.bytes
    selected.begin(path)
    do throws(Errno) {
      walker = try Walker(root: path)
    } catch {
      guard error == .notDirectory else { throw error }
      let above = try OpenFolder.open(path.removingLastComponent())
      guard let own = path.lastComponent.flatMap({ FileName($0.bytes) }) else { throw error }
      single = try entry(name ?? own, own, try above.status(of: own), in: above)
    }
    rootCount += 1
  }
}

// MARK: steps

extension LiveTree {
  /// `nil` for what nobody asked for.
  private mutating func step(_ event: WalkEvent) -> TreeStep<LiveEntry>? {
    switch event {
    case .enter(let folder, let open): return enter(folder, open).map(TreeStep.enter)
    case .leave:
      depth -= 1
      return depth == 0 && isRootSilent ? nil : .leave
    case .entry(let found):
      do throws(Errno) {
        return .entry(try entry(found.name, found.name, found.status, in: found.parent))
      } catch {
        return unreadable(found.name.bytes, found.status.kind, error)
      }
    case .failed(let failure)
    where selected.leavesOut(unreadable: rootPath.appending(path: failure.path)):
      return nil
    case .failed(let failure):
      let names = failure.path.split(separator: UInt8(ascii: "/"))
      // As many names as folders: the last one is that of an entry of the current folder.
      let name = names.count == depth ? names.last.map { Array($0) } : nil
      return unreadable(name, failure.status?.kind, failure.error)
    }
  }

  /// What has vanished is not there.
  private func unreadable(
    _ name: [UInt8]?, _ kind: NodeKind?, _ error: Errno
  ) -> TreeStep<LiveEntry>? {
    guard error != .noSuchFileOrDirectory || name == nil else { return nil }
    return .unreadable(UnreadableStep(name: name, kind: kind, reason: error.clause))
  }

  private mutating func enter(_ folder: WalkedFolder, _ open: OpenFolder) -> LiveEntry? {
    depth += 1
    // A copy, as the walker asks it while it is changed itself.
    var selected = selected
    if selected.enter(folder, open) { walker?.choose { selected.choice(of: $0) } }
    self.selected = selected
    guard let name = folder.name ?? rootName else { return nil }
    let facts = EntryFacts(folder.status, owners.owner(of: folder.status), target: [])
    return LiveEntry(
      name: name, ownName: folder.name, facts: facts, status: folder.status, folder: open)
  }

  private func entry(
    _ name: FileName, _ ownName: FileName, _ status: FileStatus, in folder: OpenFolder
  ) throws(Errno) -> LiveEntry {
    if probing == .files, status.kind == .file { _ = try folder.openFile(ownName) }
    let target = status.kind == .symlink ? try folder.readLink(ownName) : []
    return LiveEntry(
      name: name, ownName: ownName,
      facts: EntryFacts(status, owners.owner(of: status), target: target), status: status,
      folder: folder)
  }
}

extension LiveTree: ComparedTree {
  package func facts(of entry: LiveEntry) -> EntryFacts { entry.facts }

  package func isSameTime(_ entry: LiveEntry, as node: Node) -> Bool {
    entry.facts.modified.isSame(as: node.modified)
  }

  package func attributes(of entry: LiveEntry) throws(Errno) -> [ExtendedAttribute] {
    guard let folder = entry.folder else { throw .badFileDescriptor }
    guard entry.kind != .folder, let name = entry.ownName else {
      return try folder.extendedAttributes()
    }
    return try folder.extendedAttributes(of: name)
  }

  package func hasContents(of node: Node, _ entry: LiveEntry, at path: [UInt8]) throws -> Bool {
    try contents.areThose(of: node, entry, at: path)
  }

  package func chunks(
    of entry: LiveEntry, at path: [UInt8], amongThoseOf group: FilesOfOneSize
  ) throws -> [ChunkID]? {
    try contents.chunks(of: entry, at: path, amongThoseOf: group)
  }

  package func kept(_ entry: LiveEntry) -> LiveEntry {
    var kept = entry
    kept.folder = nil
    return kept
  }
}
