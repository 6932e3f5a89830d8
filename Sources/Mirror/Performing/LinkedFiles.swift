import FileTree
import Format

/// Names that are one file on the side that they come from, so that they become one on the other.
struct LinkedFiles {
  /// By path, as things stand once everything has moved.
  private var groups: [Side: [MirrorPath: UInt64]] = [:]
  private var members: [Side: [UInt64: [MirrorPath]]] = [:]
  /// The first name of a group that this run has made on a side.
  private var leaders: [Key: MirrorPath] = [:]

  private struct Key: Hashable {
    let side: Side
    let group: UInt64
  }

  /// - `links`: the groups by the paths of before.
  /// - `moves`: the steps of the plan that move, in order.
  init(_ links: [Side: [MirrorPath: UInt64]], moves: [MirrorStep]) {
    for (side, links) in links where !links.isEmpty {
      var now: [MirrorPath: UInt64] = [:]
      for (path, group) in links { now[Self.moved(path, moves, on: side)] = group }
      groups[side] = now
      members[side] = Dictionary(grouping: now.keys.sorted()) { now[$0] ?? 0 }
    }
  }

  private static func moved(
    _ path: MirrorPath, _ moves: [MirrorStep], on side: Side
  ) -> MirrorPath {
    moves.reduce(path) { path, step in
      guard step.side == side, case .move(let target) = step.action else { return path }
      return path.following([step.path: target])
    }
  }

  /// Whether what the step writes has other names where it comes from.
  func isLinked(_ step: MirrorStep) -> Bool { group(of: step) != nil }

  /// Other names of what the step writes, which its own side may have: one that this run has made
  /// alone if there is one.
  func candidates(for step: MirrorStep) -> [MirrorPath] {
    guard let group = group(of: step) else { return [] }
    if let leader = leaders[Key(side: step.side, group: group)] { return [leader] }
    return members[step.side.other]?[group]?.filter { $0 != step.path } ?? []
  }

  mutating func noteMade(_ step: MirrorStep) {
    guard let group = group(of: step) else { return }
    leaders[Key(side: step.side, group: group), default: step.path] = step.path
  }

  private func group(of step: MirrorStep) -> UInt64? {
    guard let group = groups[step.side.other]?[step.path],
      members[step.side.other]?[group].map({ $0.count > 1 }) == true
    else { return nil }
    return group
  }
}
