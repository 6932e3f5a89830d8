import Format

/// Finds what one side renamed since the baseline: what is gone and what is new with an equal
/// content, each the only one that has it. Empty files prove nothing.
///
/// A copy of a file that has a twin, or two files exchanged, is no rename; then the rules for
/// deleting and creating hold, which lose nothing either.
struct RenamePairs {
  private struct Match {
    var source: MirrorPath
    var sources = 1
    var target: MirrorPath?
    var targets = 0
  }

  private var matches: [ContentID: Match] = [:]
  private var path: [FileName] = []

  /// The files, in order of their old paths.
  static func files(from baseline: MirrorTree, to side: MirrorTree) -> [TreeMove] {
    var pairs = RenamePairs()
    pairs.collectGone(baseline.nodes, side.nodes)
    guard !pairs.matches.isEmpty else { return [] }
    pairs.collectNew(baseline.nodes, side.nodes)
    return pairs.matches.values.compactMap { match in
      guard match.sources == 1, match.targets == 1, let target = match.target else { return nil }
      return TreeMove(source: match.source, target: target)
    }.sorted()
  }

  private mutating func collectGone(_ baseline: [MirrorNode], _ side: [MirrorNode]) {
    for row in NodeJoin(baseline, side) {
      guard let old = row.baseline, row.a?.isUnknown != true else { continue }
      path.append(row.name)
      if old.isFolder {
        collectGone(old.nodes, row.a?.nodes ?? [])
      } else if row.a == nil, let content = old.provingContent {
        matches[content, default: Match(source: MirrorPath(path), sources: 0)].sources += 1
      }
      path.removeLast()
    }
  }

  private mutating func collectNew(_ baseline: [MirrorNode], _ side: [MirrorNode]) {
    for row in NodeJoin(baseline, side) {
      guard let new = row.a, row.baseline?.isUnknown != true else { continue }
      path.append(row.name)
      if new.isFolder {
        collectNew(row.baseline?.nodes ?? [], new.nodes)
      } else if row.baseline == nil, let content = new.provingContent,
        matches[content] != nil
      {
        matches[content]?.targets += 1
        matches[content]?.target = MirrorPath(path)
      }
      path.removeLast()
    }
  }
}

extension MirrorNode {
  fileprivate var provingContent: ContentID? {
    guard case .file(let content, let size) = content, size > 0 else { return nil }
    return content
  }
}

extension RenamePairs {
  /// The folders that were renamed, by the files in them that were and kept their place in it.
  ///
  /// A folder of the baseline that is gone became a new one if more than half of the files that
  /// left it with their names went there, and more than half of those that came there did from it.
  static func folders(
    _ files: [TreeMove], from baseline: MirrorTree, to side: MirrorTree
  ) -> [TreeMove] {
    var votes: [TreeMove: Int] = [:]
    var departures: [MirrorPath: Int] = [:]
    var arrivals: [MirrorPath: Int] = [:]
    for move in files.flatMap(\.foldersAround) {
      votes[move, default: 0] += 1
      departures[move.source, default: 0] += 1
      arrivals[move.target, default: 0] += 1
    }
    return votes.filter { move, count in
      2 * count > departures[move.source, default: 0]
        && 2 * count > arrivals[move.target, default: 0]
        && side.node(at: move.source) == nil && baseline.node(at: move.target) == nil
    }.keys.sorted()
  }
}

extension TreeMove {
  /// The renames of folders that would explain this one, innermost first.
  fileprivate var foldersAround: [TreeMove] {
    var found: [TreeMove] = []
    var source = self.source
    var target = self.target
    while source.names.last == target.names.last {
      (source, target) = (source.parent, target.parent)
      guard !source.names.isEmpty, !target.names.isEmpty, source != target else { break }
      found.append(TreeMove(source: source, target: target))
    }
    return found
  }
}
