import Format
package import Pipelines
package import Repository
package import SystemPackage

/// What a backup would save now: one difference to the snapshot it would be compared with after the
/// other. Nothing is written anywhere.
///
/// Sources and selection are those of a backup, and each file is opened as one would; files of the
/// same size are read only where the time is another. A stream is not read.
package struct BackupPreview {
  /// How differences come.
  package enum Renames: Sendable {
    /// What has another path comes as such, once all of the source is known.
    case sought
    /// It was added and removed.
    case ignored
  }

  /// `nil` for the first of a set.
  package let compared: CatalogedSnapshot?
  private let sources: SourceNames
  /// Whether paths are relative to the one source; else they begin with the name of one.
  private let isOfOne: Bool
  /// Whether the one source was no folder before, so that it is walked without a word.
  private let isRootSilent: Bool
  private var diff: SnapshotDiff<LiveTree>

  /// `stream` is the path of a source that is one. Throws `failed` if no source can be read.
  package init(
    of request: BackupRequest, stream: FilePath?, renames: Renames, _ repository: Repository,
    _ reading: RepositoryReading, cancellation: Cancellation, counters: DiffCounters
  ) throws(RepositoryError) {
    let all = SourceNames(request.sources + [stream].compactMap { $0 })
    let set = SnapshotSet(
      name: request.set, host: repository.surroundings.process.host,
      sources: all.sources.map(\.path.bytes))
    compared = set.newest(of: reading.catalog.snapshots)
    sources = SourceNames(all, besides: stream)
    let old = try OldSources(compared, besides: stream, repository, reading)
    isOfOne = stream == nil && sources.sources.count == 1 && old.areAtMost(sources.sources.first)
    var selected = SelectedWalk(request.selection, own: request.leftOut)
    var roots = sources.sources.filter(\.path.isThere)
    for missing in sources.sources where !roots.contains(missing) {
      selected.begin(missing.path)
      selected.noteMissingSource()
    }
    if isOfOne { roots = sources.sources }
    let walked = LiveTree.Roots(roots, isOfOne: isOfOne)
    let contents = LiveContents(
      walked, request.reading == .everything ? .always : .whereTimesDiffer,
      try FileComparison(repository, index: reading.index, old.trees), cancellation: cancellation,
      counters: counters)
    let live: LiveTree
    do throws(RepositoryError) {
      live = try LiveTree(walked, selected, probing: .files, contents: contents)
    } catch {
      throw sources.noneIsReadable(missing: error.cause as? Errno == .noSuchFileOrDirectory ? 1 : 0)
    }
    let tree = old.tree(isOfOne: isOfOne)
    isRootSilent = isOfOne && tree.root == nil
    diff = SnapshotDiff(
      from: tree, to: live, cancellation: cancellation, counters: counters,
      maxHeldBytes: renames == .sought ? SnapshotDiff<LiveTree>.defaultMaxHeldBytes : 0)
  }

  /// The next difference; `nil` after the last one. Throws as `SnapshotDiff.next` does.
  package mutating func next() throws -> TreeChange? { try diff.next() }

  /// After the last difference. Throws `failed` if there was no source that could be read.
  package func report() throws(RepositoryError) -> PreviewReport {
    let live = diff.other
    guard live.rootCount > 0 || sources.sources.isEmpty else {
      throw sources.noneIsReadable(missing: live.selected.missing.count)
    }
    var census = diff.census
    if isRootSilent, let root = live.root { census.countAdded(live.facts(of: root)) }
    return PreviewReport(
      compared: compared, census: census,
      unreadable: diff.unreadable.map {
        BackupReport.Remark(path: absolute($0.path), reason: $0.reason)
      },
      excluded: live.selected.counts.entries, missingSources: live.selected.missing,
      leftOut: live.selected.own)
  }

  private func absolute(_ path: [UInt8]) -> [UInt8] {
    if isOfOne { return (sources.sources.first?.path.bytes ?? []).appending(path: path) }
    let slash = path.firstIndex(of: UInt8(ascii: "/")) ?? path.count
    let source = sources.sources.first { $0.name.bytes[...] == path[..<slash] }
    guard let source else { return path }
    return source.path.bytes.appending(path: Array(path[slash...].dropFirst()))
  }
}

/// What a preview has found.
package struct PreviewReport: Sendable {
  /// What the sources were compared with; `nil` where there was nothing.
  package let compared: CatalogedSnapshot?
  package let census: TreeCensus
  /// Paths are absolute.
  package let unreadable: [BackupReport.Remark]
  package let excluded: [ExcludedEntries]
  /// Sources, and listed paths, that do not exist.
  package let missingSources: [[UInt8]]
  /// Folders inside a source that are left out because they belong to the repository.
  package let leftOut: [[UInt8]]
}

/// The sources as the snapshot has them that a backup is compared with.
private struct OldSources {
  let trees: TreeReader
  private let nodes: [Node]

  /// A snapshot whose root cannot be read is as good as none.
  init(
    _ snapshot: CatalogedSnapshot?, besides stream: FilePath?, _ repository: Repository,
    _ reading: RepositoryReading
  ) throws(RepositoryError) {
    trees = TreeReader(
      try ChunkReader(repository, index: reading.index, cache: FrameCache()))
    guard let body = snapshot?.snapshot, let nodes = try? trees.nodes(of: body.root) else {
      nodes = []
      return
    }
    self.nodes = zip(body.sources, nodes).filter { $0.0 != stream?.bytes }.map(\.1)
  }

  /// Whether there is nothing, or that source alone.
  func areAtMost(_ source: SourceNames.Source?) -> Bool {
    nodes.isEmpty || nodes.count == 1 && nodes.first?.name == source?.name
  }

  func tree(isOfOne: Bool) -> SnapshotTree {
    guard isOfOne, let only = nodes.first else { return SnapshotTree(sources: nodes, trees) }
    return SnapshotTree(source: only, trees)
  }
}

extension LiveTree.Roots {
  fileprivate init(_ sources: [SourceNames.Source], isOfOne: Bool) {
    if isOfOne, let only = sources.first {
      self = .one(only.path, fileName: only.name)
    } else {
      self = .several(sources.map { (name: $0.name, path: $0.path) })
    }
  }
}
