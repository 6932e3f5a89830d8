package import Format
package import Pipelines
import Repository
import SystemPackage

/// What a tree has become since a snapshot, or another snapshot of it: one difference after
/// another, ascending by path, folder by folder.
///
/// ```
/// SnapshotTree \
///                TreeMerge -> changes, held -> RenameSearch -> changes
/// other tree   /
/// ```
///
/// To find renames all differences are held until both trees are walked, as long as they fit into
/// `maxHeldBytes`; if they do not, they are handed out as they come and renames are not looked for.
/// Which names are hard links of each other is not compared, nor is the time of a folder.
package struct SnapshotDiff<New: ComparedTree> {
  private let cancellation: Cancellation
  private let counters: DiffCounters
  private let maxHeldBytes: Int
  private var merge: TreeMerge<SnapshotTree, New>
  /// The roots, until they are compared.
  private var roots: (Node, New.Entry)?
  private var held: [HeldChange<New.Entry>] = []
  private var heldBytes = 0
  private var ready: ArraySlice<TreeChange> = []
  private var isGathering = true

  /// What was handed out so far.
  package private(set) var totals = DiffTotals()
  /// Files of the new tree that were reported, in renamed folders too.
  private var reportedNewFiles = 0
  /// What was found so far.
  private(set) var census = TreeCensus()
  /// What could not be read, and why.
  package private(set) var unreadable: [UnreadablePath] = []
  /// What could not be compared because the repository has not all of it, and what is wrong: files,
  /// and folders of which not every entry is known.
  package private(set) var damaged: [UnreadablePath] = []

  /// Some hundred thousand differences.
  package static var defaultMaxHeldBytes: Int { 64 << 20 }

  package init(
    from old: SnapshotTree, to new: New, _ selection: DiffSelection = DiffSelection(),
    cancellation: Cancellation, counters: DiffCounters,
    maxHeldBytes: Int = Self.defaultMaxHeldBytes
  ) {
    self.cancellation = cancellation
    self.counters = counters
    self.maxHeldBytes = maxHeldBytes
    merge = TreeMerge(old, new, selection)
    if let oldRoot = old.root, let newRoot = new.root { roots = (oldRoot, newRoot) }
  }

  /// The next difference; `nil` after the last one.
  ///
  /// Throws `Cancelled`, and `RepositoryError` where the repository cannot be read. What cannot be
  /// read of the new tree is no error, but among `unreadable`, and damage among `damaged`.
  package mutating func next() throws -> TreeChange? {
    if isGathering {
      try gather()
      isGathering = false
    }
    if let change = ready.popFirst() { return count(change) }
    return try nextOfWalk().map { count($0.change) }
  }

  /// Walks until the end, or until what is held becomes too much.
  private mutating func gather() throws {
    while let found = try nextOfWalk() {
      held.append(found)
      heldBytes += found.weight
      guard heldBytes <= maxHeldBytes else {
        totals.renamesWereSought = false
        ready = held.map(\.change)[...]
        held = []
        return
      }
    }
    var search = RenameSearch(held, merge.rightTree, cancellation)
    held = []
    ready = try search.run()[...]
  }

  private mutating func count(_ change: TreeChange) -> TreeChange {
    switch change.kind {
    case .added: totals.added.count(change)
    case .removed: totals.removed.count(change)
    case .contents: totals.contents += 1
    case .metadata: totals.metadata += 1
    case .renamed: totals.renamed += 1
    }
    if change.kind != .removed { reportedNewFiles += change.files }
    return change
  }

  /// Tells how many files the new tree has, as far as that is known without a walk: what was not
  /// reported is the same.
  package mutating func noteAllFiles(_ count: Int) {
    if unreadable.isEmpty, damaged.isEmpty { totals.same = max(0, count - reportedNewFiles) }
  }
}

extension DiffTotals.Extent {
  fileprivate mutating func count(_ change: TreeChange) {
    files += change.files
    folders += change.isOfFolder ? 1 : 0
    bytes = bytes.addingReportingOverflow(change.bytes).partialValue
  }
}

// MARK: entries

extension SnapshotDiff {
  /// The other tree, as far as it was walked.
  var other: New { merge.rightTree }

  private mutating func nextOfWalk() throws -> HeldChange<New.Entry>? {
    if let (old, new) = roots {
      roots = nil
      if let change = try compare(old, new, at: []) { return HeldChange(change) }
    }
    while let found = try merge.next() {
      try cancellation.check()
      counters.addEntry()
      if let change = try change(found) { return change }
    }
    return nil
  }

  private mutating func change(_ found: TreeMerge<SnapshotTree, New>.Found) throws
    -> HeldChange<New.Entry>?
  {
    switch found {
    case .both(let old, let new, let isSkipped):
      if isSkipped { totals.same = nil }
      return try compare(old, new, at: merge.path).map { HeldChange($0) }
    case .left(let old):
      census.countRemoved(old.kind)
      return HeldChange(
        TreeChange(.removed, merge.path, old: EntryFacts(old), new: nil), old: old)
    case .right(let new):
      let facts = merge.rightTree.facts(of: new)
      census.countAdded(facts)
      return HeldChange(
        TreeChange(.added, merge.path, old: nil, new: facts), new: merge.rightTree.kept(new))
    case .unreadable(let path, let isDamage):
      if isDamage { damaged.append(path) } else { unreadable.append(path) }
      return nil
    }
  }

  /// Two entries of one kind.
  private mutating func compare(
    _ old: Node, _ new: New.Entry, at path: [UInt8]
  ) throws -> TreeChange? {
    do {
      let change = try difference(old, new, at: path)
      census.countKept(merge.rightTree.facts(of: new), as: change?.kind)
      if let change { return change }
      if old.kind != .folder { totals.same = totals.same.map { $0 + 1 } }
    } catch let error as Errno {
      unreadable.append(
        UnreadablePath(path: path, reason: error.disappearance ?? error.clause))
    } catch let error as RepositoryError where error.code == .damaged {
      census.countKept(merge.rightTree.facts(of: new), as: nil)
      damaged.append(UnreadablePath(path: path, reason: error.problem))
    }
    return nil
  }

  private func difference(
    _ old: Node, _ new: New.Entry, at path: [UInt8]
  ) throws -> TreeChange? {
    let tree = merge.rightTree
    let facts = (old: EntryFacts(old), new: tree.facts(of: new))
    var attributes = AttributeChange.between(
      facts.old, facts.new, isSameTime: tree.isSameTime(new, as: old))
    attributes += AttributeChange.between(old.attributes, try tree.attributes(of: new))
    var hasOtherContents = attributes.contains(where: \.isContents)
    if old.kind == .file { hasOtherContents = try !tree.hasContents(of: old, new, at: path) }
    guard hasOtherContents || !attributes.isEmpty else { return nil }
    return TreeChange(
      hasOtherContents ? .contents : .metadata, path, old: facts.old, new: facts.new, attributes)
  }
}
