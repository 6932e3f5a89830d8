import FileTree
import Format
import Glibc
import Pipelines
import Repository
import Sealing
import SystemPackage

/// Walks the part of a snapshot that is restored and the target beside it, makes the folders, and
/// finds for every other entry what is in its place. Runs on the conducting thread.
///
/// Both sides are sorted by name, so one pass tells what is there, what is missing and what is too
/// much.
final class RestoreWalk {
  /// An entry that is to be restored.
  struct Found {
    let node: Node
    let folder: RestoredFolder
    /// What has its name in the target.
    let there: FileStatus?
  }

  /// A folder whose entries are being found.
  private struct Level {
    let folder: RestoredFolder
    var nodes: Nodes
    /// Names in the target that the walk has not come to, ascending.
    var names: ArraySlice<FileName> = []
    /// Whether names were passed that the snapshot does not have.
    var hasForeignNames = false
  }

  private enum Nodes {
    case listed(ArraySlice<Node>)
    case tree(TreeCursor)
  }

  private let request: RestoreRequest
  private let trees: TreeReader
  private let ledger: RestoreLedger
  private let surroundings: Surroundings
  private let cancellation: Cancellation
  private let unreadable: [[UInt8]]
  private var roots: ArraySlice<RestoreRoot>
  private var root: RestoreRoot?
  /// Paths that a deletion spares, relative to the root: the backup could not read them.
  private var spared: Set<[UInt8]> = []
  private var levels: [Level] = []
  private let shelf = FolderShelf()
  /// Why nothing more can be restored.
  private var fatal: RepositoryError?
  private(set) var targets: [RestoreTarget] = []

  init(
    _ roots: [RestoreRoot], _ request: RestoreRequest, _ trees: TreeReader,
    _ ledger: RestoreLedger, unreadable: [[UInt8]], _ surroundings: Surroundings,
    _ cancellation: Cancellation
  ) {
    self.roots = roots[...]
    self.request = request
    self.trees = trees
    self.ledger = ledger
    self.unreadable = unreadable
    self.surroundings = surroundings
    self.cancellation = cancellation
  }

  /// The next entry that is no folder; `nil` at the end.
  func next() throws -> Found? {
    while true {
      try cancellation.check()
      if let fatal { throw fatal }
      guard let last = levels.indices.last else {
        guard let root = roots.popFirst() else { return nil }
        try begin(root)
        continue
      }
      guard let node = nextNode(of: last) else {
        leave()
        continue
      }
      if case .folder(let tree) = node.content {
        enter(node, tree)
      } else if let found = find(node) {
        return found
      }
    }
  }

  private func nextNode(of index: Int) -> Node? {
    while true {
      do throws(RepositoryError) {
        switch levels[index].nodes {
        case .listed(var nodes):
          let node = nodes.popFirst()
          levels[index].nodes = .listed(nodes)
          return node
        case .tree(var cursor):
          defer { levels[index].nodes = .tree(cursor) }
          return try cursor.next()
        }
      } catch {
        ledger.fail(levels[index].folder, error)
      }
    }
  }
}

// MARK: roots

extension RestoreWalk {
  private func begin(_ root: RestoreRoot) throws {
    let target: RestoreTarget?
    switch request.effect {
    case .planned:
      target = try .existing(root.target, random: surroundings.random, shelf: shelf)
    case .written, .writtenAndVerified:
      target = try RestoreTarget(
        making: root.target, parents: root.parents, random: surroundings.random, shelf: shelf)
    }
    if let target { try refuseProtected(target, root) }
    self.root = root
    spared = root.relativePaths(of: unreadable)
    let nodes: Nodes
    var finish = RestoredFolder.Finish.nothing
    let scope = root.scope(request.selection)
    switch root.part {
    case .contents(let node, let tree):
      nodes = .tree(try TreeCursor(tree, trees))
      if mayDress(target, scope.root) { finish = .attributes(node) }
    case .entries(let entries): nodes = .listed(entries[...])
    }
    let folder = ledger.begin(
      nil, in: nil, label: root.label,
      place: target.map { .open($0.writer.target) } ?? .planned, finish: finish,
      scope: scope, choice: scope.root)
    levels.append(Level(folder: folder, nodes: nodes))
    if let target {
      targets.append(target)
      if !target.isNew { look(into: target.writer.target, at: 0) }
    }
    try refuseStrangeTarget(root)
  }

  /// Whether a target gets the attributes of the source folder: a new one does; one that was there
  /// if it is restored for itself, and belongs to this user.
  private func mayDress(
    _ target: RestoreTarget?, _ choice: RestoreSelection.Choice
  ) -> Bool {
    guard let target, !target.isNew else { return true }
    guard choice == .wanted, request.overwriting != .never else { return false }
    let owner = try? target.writer.root.folder.status().userID
    return geteuid() == 0 || owner == geteuid()
  }

  /// A repository, or what lies in one, is never restored over.
  private func refuseProtected(_ target: RestoreTarget, _ root: RestoreRoot) throws {
    var folder = target.writer.root.folder
    while let status = try? folder.status() {
      guard !request.protected.contains(status.identity) else {
        throw RepositoryError(
          .refused, "the target is the repository or martlet's own folder, or lies in it",
          at: root.target.string, advice: "choose another folder with --to")
      }
      guard let parent = try? folder.openParent(), let above = try? parent.status(),
        !above.isSameEntry(as: status)
      else { break }
      folder = parent
    }
  }

  /// A folder that has nothing in common with the snapshot was hardly meant to be emptied.
  private func refuseStrangeTarget(_ root: RestoreRoot) throws {
    guard request.surplus == .isDeleted, !root.isInPlace, case .contents(_, let tree) = root.part
    else { return }
    let names = Set(levels[0].names.filter { !TemporaryNames.mayBe($0) })
    guard !names.isEmpty else { return }
    var cursor = try TreeCursor(tree, trees)
    while let node = try cursor.next() { if names.contains(node.name) { return } }
    throw RepositoryError(
      .refused, "nothing in the target is in the snapshot, and --delete would remove all of it",
      at: root.target.string, advice: "check the path; if it is right, empty the folder first")
  }

  /// Lists a folder that was there, and makes it writable for its owner.
  private func look(into target: TargetFolder, at index: Int) {
    do throws(Errno) {
      let writer = try target.open()
      let names = try writer.folder.entries()
      if request.effect != .planned {
        levels[index].folder.formerPermissions = try writer.openForWriting()
        writer.removeLeftovers(names)
      }
      levels[index].names = names[...]
    } catch {
      // Without the names nothing in it is safe from being replaced.
      ledger.fail(levels[index].folder, error)
      levels[index].folder.place = .lost
    }
  }
}

// MARK: folders

extension RestoreWalk {
  private func enter(_ node: Node, _ tree: TreeReference) {
    let parent = levels.count - 1
    let above = levels[parent].folder
    let choice = above.scope.choice(
      above.relativePath(of: node.name), .folder, in: above.choice)
    guard choice != .unwanted else { return passOver(node) }
    guard levels.count <= Limits.maxFolderDepth else {
      ledger.fail(above.path(of: node.name), ("deeper than a folder may be", true))
      return passOver(node)
    }
    let nodes: Nodes
    do throws(RepositoryError) {
      nodes = .tree(try TreeCursor(tree, trees))
    } catch {
      ledger.fail(above.path(of: node.name), RestoreLedger.reason(error))
      above.hasFailure = true
      nodes = .listed([])
    }
    let folder = ledger.begin(
      node, in: above, label: above.label, place: .wanting, finish: .attributes(node),
      scope: above.scope, choice: choice)
    levels.append(Level(folder: folder, nodes: nodes))
    if choice == .wanted { settle(parent + 1) }
    if case .lost = folder.place { levels[parent + 1].nodes = .listed([]) }
  }

  /// Sees to it that a folder, and all above it, are there.
  private func settle(_ index: Int) {
    var first = index
    while case .wanting = levels[first].folder.place, first > 0 { first -= 1 }
    for level in (first + 1)..<(index + 1) {
      guard let node = levels[level].folder.node else { continue }
      let place = make(node, in: level - 1)
      levels[level].folder.place = place
      guard case .open(let target) = place, !target.isNew else { continue }
      // What is here for a part of it, or was to stay as it is, keeps its attributes.
      let folder = levels[level].folder
      if folder.choice == .passage || request.overwriting == .never { folder.finish = .nothing }
      look(into: target, at: level)
    }
  }

  private func make(_ node: Node, in parent: Int) -> RestoredFolder.Place {
    let above = levels[parent].folder
    switch above.place {
    case .planned: return plan(node, in: above)
    case .lost, .wanting: return .lost
    case .open(let target):
      let isThere = pass(node.name, at: parent)
      do throws(Errno) {
        return try isThere ? take(node, in: above, target) : make(node, in: above, target)
      } catch {
        if error == .noSpace || error == .diskQuotaExceeded { fatal = full(error, above) }
        ledger.fail(above.path(of: node.name), Self.reason(error))
        above.hasFailure = true
        return .lost
      }
    }
  }

  private func full(_ error: Errno, _ folder: RestoredFolder) -> RepositoryError {
    RepositoryError(
      .full, "the target is full: not even a folder can be made",
      at: NameText.text(folder.path),
      advice: "free some space there and run the same command again: it goes on from there",
      cause: error)
  }

  private static func reason(_ error: Errno) -> (reason: String, isDamage: Bool) {
    let isTaken = error == .fileExists
    return (isTaken ? "the file system takes its name for that of another" : error.clause, false)
  }

  private func plan(_ node: Node, in folder: RestoredFolder) -> RestoredFolder.Place {
    ledger.report.folders += 1
    ledger.tell(.make, folder.path(of: node.name))
    return .planned
  }

  private func make(
    _ node: Node, in folder: RestoredFolder, _ target: TargetFolder
  ) throws(Errno) -> RestoredFolder.Place {
    guard request.effect != .planned else { return plan(node, in: folder) }
    let made = try target.createFolder(node.name)
    guard made.isNew else { throw .fileExists }
    ledger.report.folders += 1
    ledger.tell(.make, folder.path(of: node.name))
    return .open(made)
  }

  /// The folder that is there, or a new one in the place of something else.
  private func take(
    _ node: Node, in folder: RestoredFolder, _ target: TargetFolder
  ) throws(Errno) -> RestoredFolder.Place {
    let there = try target.open().folder.status(of: node.name)
    guard there.kind != .folder else {
      guard !request.protected.contains(there.identity) else {
        ledger.failProtected(folder.path(of: node.name))
        folder.hasFailure = true
        return .lost
      }
      return .open(try target.existingFolder(node.name))
    }
    if case .keep(let reason) = RestoreDecision(node, there, request.overwriting) {
      ledger.keep(folder.path(of: node.name), reason)
      return .lost
    }
    if request.effect != .planned { try target.open().removeEntry(node.name) }
    return try make(node, in: folder, target)
  }

  private func leave() {
    let level = levels[levels.count - 1]
    for name in level.names { noteForeign(name, at: levels.count - 1) }
    let folder = level.folder
    // Somebody's folder: it keeps what it has.
    if folder.parent == nil, root?.isInPlace == false, request.surplus == .stays,
      levels[0].hasForeignNames, case .attributes = folder.finish
    {
      folder.finish = .nothing
    }
    levels.removeLast()
    ledger.leave(folder)
  }
}

// MARK: entries

extension RestoreWalk {
  private func find(_ node: Node) -> Found? {
    let index = levels.count - 1
    let folder = levels[index].folder
    let choice = folder.scope.choice(
      folder.relativePath(of: node.name), node.kind, in: folder.choice)
    guard choice == .wanted else {
      passOver(node)
      return nil
    }
    if case .wanting = folder.place { settle(index) }
    guard let target = folder.target else {
      if case .planned = folder.place { return Found(node: node, folder: folder, there: nil) }
      return nil
    }
    guard pass(node.name, at: index) else {
      return Found(node: node, folder: folder, there: nil)
    }
    do throws(Errno) {
      let there = try target.open().folder.status(of: node.name)
      return Found(node: node, folder: folder, there: there)
    } catch {
      if error == .noSuchFileOrDirectory { return Found(node: node, folder: folder, there: nil) }
      ledger.fail(folder.path(of: node.name), (error.clause, false))
      folder.hasFailure = true
      return nil
    }
  }

  /// An entry of the snapshot that is not restored: what has its name is not too much.
  private func passOver(_ node: Node) { _ = pass(node.name, at: levels.count - 1) }

  /// Passes the names of the target up to this one; `true` if it is there.
  private func pass(_ name: FileName, at index: Int) -> Bool {
    while let first = levels[index].names.first, first < name {
      levels[index].names.removeFirst()
      noteForeign(first, at: index)
    }
    guard levels[index].names.first == name else { return false }
    levels[index].names.removeFirst()
    return true
  }

  /// A name that the snapshot does not have.
  private func noteForeign(_ name: FileName, at index: Int) {
    guard !TemporaryNames.mayBe(name) else { return }
    levels[index].hasForeignNames = true
    let folder = levels[index].folder
    let path = folder.relativePath(of: name)
    let kinds: [NodeKind] = [.file, .folder]
    guard request.surplus == .isDeleted, folder.choice == .wanted,
      folder.parent != nil || root?.isWhole == true,
      !spared.contains(path), !spared.contains(folder.relativePath),
      kinds.allSatisfy({ folder.scope.choice(path, $0, in: folder.choice) == .wanted })
    else { return }
    guard folder.target?.isMounted != true else {
      ledger.report.notDeleted.append(
        .init(path: folder.path(of: name), reason: "something is mounted there"))
      return
    }
    folder.surplus.append(name)
  }
}
