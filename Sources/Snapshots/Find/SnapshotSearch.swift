import Format
package import Pipelines
package import Repository

/// Looks for entries in the snapshots of one set, newest first.
///
/// A folder whose tree was looked through before is not read again, if nothing was found in it, or
/// if it has the same path: many snapshots cost little more than one and what changed between them.
package final class SnapshotSearch {
  private struct Place: Hashable {
    let tree: TreeReference
    let path: ObjectIdentifier
  }

  /// What was found in a folder and in those in it.
  private final class Findings {
    /// Numbers in `found`.
    var own: [Int] = []
    var inside: [Findings] = []

    var isNothing: Bool { own.isEmpty && inside.isEmpty }
  }

  /// A folder that is being looked through.
  private struct Level {
    /// `nil` for the root.
    let name: FileName?
    let tree: TreeReference?
    /// Bytes of the path of the folder above.
    let pathAbove: Int
    /// Once somebody has asked for it.
    var folder: FolderPath?
    var cursor: TreeCursor?
    var nodes: ArraySlice<Node> = []
    let findings = Findings()
  }

  /// What a machine can hold of them, also where a repository names more than there can be.
  private static let maxFound = 500_000
  private static let maxKnown = 250_000

  private let terms: SearchTerms
  private let cancellation: Cancellation
  private let counters: SearchCounters
  private var paths = FolderPaths()
  private var found: [FoundEntry] = []
  private var numbers: [FoundVersion: Int] = [:]
  /// What is in folders that were looked through; `nil` for nothing.
  private var known: [Place: Findings?] = [:]
  /// Folders in which there is nothing, wherever they are: unless paths matter.
  private var barren: Set<TreeReference> = []
  private var sources: [[UInt8]] = []
  private var damagedPlaces: Set<String> = []
  /// What could not be read, each place once.
  package private(set) var damage: [RepositoryError] = []
  /// Of the snapshot that is being looked through, from the root down.
  private var levels: [Level] = []
  /// The path of the last of them.
  private var path: [UInt8] = []

  package init(_ terms: SearchTerms, cancellation: Cancellation, counters: SearchCounters) {
    self.terms = terms
    self.cancellation = cancellation
    self.counters = counters
  }

  /// What was found, ascending by path, folder by folder; of one path the newest first.
  package var results: [FoundEntry] { found.sorted(in: paths) }

  /// Looks through one more snapshot, older than those before.
  package func look(through view: SnapshotView) throws {
    let body = view.snapshot.snapshot
    // What lies where on the machine is another matter then.
    if body.sources != sources, terms.names.hasPlaces { known = [:] }
    sources = body.sources
    var pending = [try search(view)]
    while let next = pending.popLast() {
      for number in next.own where found[number].newest.id != view.snapshot.id {
        found[number].add(view.snapshot)
      }
      pending += next.inside
    }
    counters.addSnapshot()
  }
}

// MARK: the walk

extension SnapshotSearch {
  private func search(_ view: SnapshotView) throws -> Findings {
    path = []
    levels = [try root(view)]
    while true {
      let last = levels.count - 1
      guard let node = try next(&levels[last]) else {
        let left = leave()
        guard let above = levels.last else { return left }
        if !left.isNothing { above.findings.inside.append(left) }
        continue
      }
      try cancellation.check()
      counters.addEntry()
      try note(node, view)
      guard let tree = node.tree, levels.count <= Limits.maxFolderDepth, !barren.contains(tree)
      else { continue }
      if let known = known(tree, node.name) {
        if let known { levels[last].findings.inside.append(known) }
      } else {
        try enter(node.name, tree, view)
      }
    }
  }

  private func root(_ view: SnapshotView) throws -> Level {
    var root = Level(name: nil, tree: nil, pathAbove: 0, folder: paths.root)
    if let tree = view.root.node?.tree {
      root.cursor = try cursor(tree, view)
    } else {
      root.nodes = view.sourceNodes[...]
    }
    return root
  }

  private func enter(_ name: FileName, _ tree: TreeReference, _ view: SnapshotView) throws {
    let folder = levels.last?.folder.flatMap { paths.existing(name, in: $0) }
    levels.append(
      Level(
        name: name, tree: tree, pathAbove: path.count, folder: folder,
        cursor: try cursor(tree, view)))
    path = path.appending(path: name.bytes)
  }

  private func leave() -> Findings {
    let findings = levels[levels.count - 1].findings
    remember(findings)
    let left = levels.removeLast()
    path.removeSubrange(left.pathAbove...)
    return findings
  }

  /// What was found in the folder before; `nil` if nobody knows.
  private func known(_ tree: TreeReference, _ name: FileName) -> Findings?? {
    guard let parent = levels.last?.folder, let folder = paths.existing(name, in: parent) else {
      return nil
    }
    return known[Place(tree: tree, path: ObjectIdentifier(folder))]
  }

  private func remember(_ findings: Findings) {
    guard let tree = levels.last?.tree else { return }
    if findings.isNothing, !terms.names.hasPaths {
      barren.insert(tree)
    } else if known.count < Self.maxKnown {
      known[Place(tree: tree, path: ObjectIdentifier(currentFolder()))] =
        .some(findings.isNothing ? nil : findings)
    }
  }

  /// The path of the folder that is being looked through.
  private func currentFolder() -> FolderPath {
    var folder = paths.root
    let first = levels.lastIndex { $0.folder != nil } ?? 0
    if let known = levels[first].folder { folder = known }
    for index in levels.indices.dropFirst(first + 1) {
      guard let name = levels[index].name else { continue }
      folder = paths.folder(name, in: folder)
      levels[index].folder = folder
    }
    return folder
  }

  /// `nil` for a folder that cannot be read at all.
  private func cursor(
    _ tree: TreeReference, _ view: SnapshotView
  ) throws(RepositoryError) -> TreeCursor? {
    do throws(RepositoryError) {
      return try TreeCursor(tree, view.trees)
    } catch {
      guard error.code == .damaged else { throw error }
      note(error)
      return nil
    }
  }

  /// Passes over what is damaged.
  private func next(_ level: inout Level) throws -> Node? {
    if let node = level.nodes.popFirst() { return node }
    while level.cursor != nil {
      do throws(RepositoryError) {
        return try level.cursor?.next()
      } catch {
        guard error.code == .damaged else { throw error }
        note(error)
      }
    }
    return nil
  }

  private func note(_ error: RepositoryError) {
    if damagedPlaces.insert(error.location).inserted { damage.append(error) }
  }

  private func note(_ node: Node, _ view: SnapshotView) throws(RepositoryError) {
    guard terms.hold(for: node),
      terms.names.match(
        name: node.name.bytes, isFolder: node.kind == .folder,
        path: path.appending(path: node.name.bytes),
        place: view.place(of: path.appending(path: node.name.bytes)))
    else { return }
    let folder = currentFolder()
    let version = FoundVersion(node, in: folder)
    let findings = levels[levels.count - 1].findings
    if let number = numbers[version] { return findings.own.append(number) }
    guard found.count < Self.maxFound else {
      throw RepositoryError(
        .failed, "more than \(Self.maxFound) entries match",
        at: "snapshot \(view.snapshot.id.short)",
        advice: "narrow the patterns, or look through fewer snapshots with --snapshot")
    }
    numbers[version] = found.count
    findings.own.append(found.count)
    found.append(FoundEntry(node, in: folder, of: view.snapshot))
  }
}

extension SnapshotView {
  /// Where the entry at that path was on its machine.
  fileprivate func place(of path: [UInt8]) -> [UInt8] {
    originalPath(of: Entry(path: Self.components(path), node: nil))
  }
}
