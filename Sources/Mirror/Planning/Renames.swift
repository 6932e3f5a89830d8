import Format

/// Carries out the renames of either side on the other, before anything else is decided (R9).
///
/// Afterwards baseline, A and B call things by the same names, and the rules for one path say
/// everything about edits: who edited what was renamed here edited it under its new name. Folders
/// come first, in rounds, for a folder may have moved within one that was renamed; then files. A
/// rename that finds no room on the other side, or the source changed into something else, is left
/// to the rules for deleting and creating.
struct Renames {
  /// Folders renamed within folders renamed: more of these than anybody makes.
  private static let maxRounds = 8

  private(set) var baseline: MirrorTree?
  private(set) var a, b: MirrorTree
  /// Stage `moves` of both sides.
  private(set) var steps: [MirrorStep] = []
  private(set) var notices: [Notice] = []
  private var touched: [Side: Set<MirrorPath>] = [:]

  init(baseline: MirrorTree?, a: MirrorTree, b: MirrorTree) {
    self.baseline = baseline
    self.a = a
    self.b = b
  }

  func tree(_ side: Side) -> MirrorTree { side == .a ? a : b }

  /// Folders of `side` whose times the steps changed.
  func touched(_ side: Side) -> Set<MirrorPath> { touched[side, default: []] }

  mutating func find(_ options: MirrorOptions) {
    // What B renamed for itself in a one-way run stays B's own.
    let sides = Side.allCases.filter { options.mayChange($0.other) }
    for _ in 0..<Self.maxRounds {
      guard let baseline, moveFolders(sides, baseline) else { break }
    }
    if let baseline { moveFiles(sides, baseline) }
  }

  /// One that a side made, to be carried out in the baseline and, unless it made it too, on the
  /// other side.
  private struct Rename {
    let move: TreeMove
    let side: Side
    let isOnBoth: Bool
  }

  /// One round; whether anything was renamed.
  private mutating func moveFolders(_ sides: [Side], _ baseline: MirrorTree) -> Bool {
    let found = sides.map { side in
      let files = RenamePairs.files(from: baseline, to: tree(side))
      return (side, RenamePairs.folders(files, from: baseline, to: tree(side)))
    }
    let (renames, crossed) = Self.disjoint(agreeing(found, isFolder: true))
    let possible = renames.filter { isPossible($0, baseline, isFolder: true) }
    if possible.isEmpty {
      notices += crossed.map {
        Notice(path: $0.move.source, kind: .movesCrossed(side: $0.side))
      }
    }
    carryOut(possible, baseline)
    return !possible.isEmpty
  }

  private mutating func moveFiles(_ sides: [Side], _ baseline: MirrorTree) {
    let found = sides.map { ($0, RenamePairs.files(from: baseline, to: tree($0))) }
    let renames = agreeing(found, isFolder: false)
    carryOut(renames.filter { isPossible($0, baseline, isFolder: false) }, baseline)
  }

  /// Both sides' renames as one list; what they renamed apart is none, nor are two files that they
  /// gave one name.
  private mutating func agreeing(
    _ found: [(side: Side, moves: [TreeMove])], isFolder: Bool
  ) -> [Rename] {
    var targets: [Side: [MirrorPath: MirrorPath]] = [:]
    for (side, moves) in found {
      targets[side] = Dictionary(
        moves.map { ($0.source, $0.target) }, uniquingKeysWith: { first, _ in first })
    }
    var renames: [Rename] = []
    for (side, moves) in found {
      for move in moves {
        let theirs = targets[side.other]?[move.source]
        if let theirs, theirs != move.target {
          guard side == .a, !isFolder else { continue }
          notices.append(
            Notice(path: move.source, kind: .renamedApart(a: move.target, b: theirs)))
        } else if theirs == nil || side == .a {
          renames.append(Rename(move: move, side: side, isOnBoth: theirs != nil))
        }
      }
    }
    let sources = Dictionary(grouping: renames, by: \.move.target)
    return renames.filter { sources[$0.move.target]?.count == 1 }
  }

  /// Those of which no path lies in a path of another, and of the rest those that lie in a path of
  /// the other side's.
  private static func disjoint(_ renames: [Rename]) -> ([Rename], crossed: [Rename]) {
    var owners: [MirrorPath: Side] = [:]
    for rename in renames {
      owners[rename.move.source] = rename.side
      owners[rename.move.target] = rename.side
    }
    var kept: [Rename] = []
    var crossed: [Rename] = []
    for rename in renames {
      let around = [rename.move.source, rename.move.target].flatMap(\.ancestors)
      let sides = around.compactMap { owners[$0] }
      if sides.isEmpty {
        kept.append(rename)
      } else if sides.contains(rename.side.other) {
        crossed.append(rename)
      }
    }
    return (kept, crossed)
  }

  private func isPossible(_ rename: Rename, _ baseline: MirrorTree, isFolder: Bool) -> Bool {
    let move = rename.move
    let other = tree(rename.side.other)
    guard baseline.hasRoom(at: move.target) else { return false }
    if rename.isOnBoth { return true }
    guard let node = other.node(at: move.source) else {
      // A file that the other side has under the new name as well, but edited: renamed by both.
      return !isFolder && other.lacks(move.source) && Self.isFile(other.node(at: move.target))
    }
    guard isFolder ? node.isFolder : Self.isFile(node) else { return false }
    return other.hasRoom(at: move.target)
  }

  private static func isFile(_ node: MirrorNode?) -> Bool {
    if case .file? = node?.content { true } else { false }
  }

  private mutating func carryOut(_ renames: [Rename], _ baseline: MirrorTree) {
    guard !renames.isEmpty else { return }
    // What a folder was that is new around a target, the baseline cannot know: as if absent.
    self.baseline = baseline.applying(renames.map(\.move)) { _ in .unknown }
    let (oldA, oldB) = (a, b)
    for side in Side.allCases {
      let other = side == .a ? oldB : oldA
      let moves = renames.compactMap { rename in
        rename.side == side.other && tree(side).node(at: rename.move.source) != nil
          ? rename.move : nil
      }
      carryOut(moves, on: side, like: other)
    }
  }

  private mutating func carryOut(_ moves: [TreeMove], on side: Side, like other: MirrorTree) {
    guard !moves.isEmpty else { return }
    let old = tree(side)
    func metadata(_ path: MirrorPath) -> MirrorMetadata {
      other.node(at: path)?.metadata ?? old.metadata
    }
    let new = old.applying(moves, parent: metadata)
    if side == .a { a = new } else { b = new }

    var made: Set<MirrorPath> = []
    for move in moves.sorted() {
      for path in move.target.ancestors.dropFirst() where old.node(at: path) == nil {
        guard made.insert(path).inserted, let name = path.names.last else { continue }
        let folder = MirrorNode(name: name, metadata: metadata(path), content: .folder([]))
        add(.create(folder, .none), at: path, before: nil, on: side)
      }
      add(
        .move(to: move.target), at: move.source, before: old.node(at: move.source)?.alone,
        on: side)
    }
    let parents = moves.flatMap { [$0.source.parent, $0.target.parent] } + made.map(\.parent)
    let targets = Dictionary(
      moves.map { ($0.source, $0.target) }, uniquingKeysWith: { first, _ in first })
    touched[side] = Set(touched(side).map { $0.following(targets) } + parents)
  }

  private mutating func add(
    _ action: MirrorStep.Action, at path: MirrorPath, before: MirrorNode?, on side: Side
  ) {
    steps.append(
      MirrorStep(side: side, stage: .moves, path: path, before: before, action: action))
  }
}
