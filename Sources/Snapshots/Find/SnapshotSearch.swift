import Format
package import Pipelines
package import Repository

/// Looks for entries in the snapshots of one set, newest first.
///
/// A folder whose tree was looked through in a newer snapshot, under the same path, is not read
/// again: many snapshots cost little more than one and what changed between them.
package final class SnapshotSearch {
  private struct Place: Hashable {
    let tree: TreeReference
    let path: [UInt8]
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
    let place: Place?
    let path: [UInt8]
    var cursor: TreeCursor?
    var nodes: ArraySlice<Node> = []
    let findings = Findings()
  }

  private let terms: SearchTerms
  private let cancellation: Cancellation
  private let counters: SearchCounters
  private var found: [FoundEntry] = []
  private var numbers: [FoundVersion: Int] = [:]
  /// What is in folders that were looked through; `nil` for nothing.
  private var known: [Place: Findings?] = [:]
  private var sources: [[UInt8]] = []
  private var damagedPlaces: Set<String> = []
  /// What could not be read, each place once.
  package private(set) var damage: [RepositoryError] = []

  package init(_ terms: SearchTerms, cancellation: Cancellation, counters: SearchCounters) {
    self.terms = terms
    self.cancellation = cancellation
    self.counters = counters
  }

  /// What was found, ascending by path, folder by folder; of one path the newest first.
  package var results: [FoundEntry] {
    let slash = UInt8(ascii: "/")
    let keys = found.map { $0.path.split(separator: slash) }
    // Newer snapshots were looked through first.
    return found.indices.sorted { left, right in
      keys[left] == keys[right]
        ? left < right
        : keys[left].lexicographicallyPrecedes(keys[right]) { $0.lexicographicallyPrecedes($1) }
    }.map { found[$0] }
  }

  /// Looks through one more snapshot, older than those before.
  package func look(through view: SnapshotView) throws {
    let body = view.snapshot.snapshot
    // What lies where on the machine is another matter then.
    if body.sources != sources, terms.names.hasPlaces { known = [:] }
    sources = body.sources
    let findings = try search(view)
    var pending = [findings]
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
    var levels = [try root(view)]
    while true {
      let last = levels.count - 1
      guard let node = try next(&levels[last]) else {
        let left = levels.removeLast()
        if let place = left.place {
          known[place] = .some(left.findings.isNothing ? nil : left.findings)
        }
        guard let above = levels.last else { return left.findings }
        if !left.findings.isNothing { above.findings.inside.append(left.findings) }
        continue
      }
      try cancellation.check()
      counters.addEntry()
      let path = levels[last].path.appending(path: node.name.bytes)
      note(node, path, levels[last].findings, view)
      guard let tree = node.tree, levels.count <= Limits.maxFolderDepth else { continue }
      let place = Place(tree: tree, path: path)
      if let known = known[place] {
        if let known { levels[last].findings.inside.append(known) }
      } else {
        levels.append(Level(place: place, path: path, cursor: try cursor(tree, view)))
      }
    }
  }

  private func root(_ view: SnapshotView) throws -> Level {
    guard let tree = view.root.node?.tree else {
      return Level(place: nil, path: [], nodes: view.sourceNodes[...])
    }
    return Level(place: nil, path: [], cursor: try cursor(tree, view))
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

  private func note(_ node: Node, _ path: [UInt8], _ findings: Findings, _ view: SnapshotView) {
    guard terms.hold(for: node),
      terms.names.match(
        name: node.name.bytes, isFolder: node.kind == .folder, path: path,
        place: view.place(of: path))
    else { return }
    let version = FoundVersion(path: path, node)
    if let number = numbers[version] {
      findings.own.append(number)
    } else {
      numbers[version] = found.count
      findings.own.append(found.count)
      found.append(FoundEntry(path: path, node, in: view.snapshot))
    }
  }
}

extension SnapshotView {
  /// Where the entry at that path was on its machine.
  fileprivate func place(of path: [UInt8]) -> [UInt8] {
    originalPath(of: Entry(path: Self.components(path), node: nil))
  }
}
