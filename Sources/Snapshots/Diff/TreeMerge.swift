package import Format
package import Repository

/// Two sorted trees side by side: each entry with that of the same path on the other side, if there
/// is one.
///
/// A folder with an equal tree on both sides comes, and nothing of what is in it: nothing there is
/// read. Entries of the same path of which one is a folder, or that are of two kinds, come one by
/// one, the left one first. What is unreadable on one side is not said to be missing there.
package struct TreeMerge<Left: SortedTree, Right: SortedTree> {
  package enum Found {
    /// `isSkipped` says of folders that they are equal and passed over.
    case both(Left.Entry, Right.Entry, isSkipped: Bool)
    case left(Left.Entry)
    case right(Right.Entry)
    /// `isDamage` as of the step.
    case unreadable(UnreadablePath, isDamage: Bool)
  }

  private enum Side { case left, right }

  /// A folder that was entered and not yet left.
  private struct Level {
    /// Bytes of the path of the folder above.
    let pathAbove: Int
    /// Where the folder is on one side only: the side.
    let side: Side?
    var unreadable: Set<[UInt8]> = []
    var isRestUnreadable = false
  }

  private var left: PeekedTree<Left>
  private var right: PeekedTree<Right>
  private let selection: DiffSelection
  private var levels = [Level(pathAbove: 0, side: nil)]
  private var folder: [UInt8] = []
  /// Of what was found last; `nil` where that is the folder that the walk is in.
  private var name: FileName?

  package init(_ left: Left, _ right: Right, _ selection: DiffSelection = DiffSelection()) {
    self.left = PeekedTree(left)
    self.right = PeekedTree(right)
    self.selection = selection
  }

  package var rightTree: Right { right.tree }

  /// That of what was found last, relative to the roots.
  package var path: [UInt8] { name.map { folder.appending(path: $0.bytes) } ?? folder }

  /// What comes next, ascending by path; `nil` at the end.
  package mutating func next() throws(RepositoryError) -> Found? {
    while let last = levels.last {
      let found: Found?
      switch last.side {
      case .left?: found = try nextOfLeft(try left.peek(selection, in: folder))
      case .right?: found = try nextOfRight(try right.peek(selection, in: folder))
      case nil: found = try nextOfBoth()
      }
      if let found { return found }
    }
    return nil
  }

  private mutating func nextOfBoth() throws(RepositoryError) -> Found? {
    let leftStep = try left.peek(selection, in: folder)
    if case .unreadable? = leftStep { return try nextOfLeft(leftStep) }
    let rightStep = try right.peek(selection, in: folder)
    if case .unreadable? = rightStep { return try nextOfRight(rightStep) }
    switch (leftStep?.named, rightStep?.named) {
    case (nil, nil):
      left.take()
      right.take()
      leave()
      return nil
    case (let mine?, let theirs?) where mine.name == theirs.name && mine.kind == theirs.kind:
      return both(mine, theirs)
    case (let mine?, let theirs) where theirs.map { mine.name <= $0.name } ?? true:
      return try nextOfLeft(leftStep)
    default: return try nextOfRight(rightStep)
    }
  }

  private mutating func both(_ mine: Left.Entry, _ theirs: Right.Entry) -> Found {
    left.take()
    right.take()
    name = mine.name
    guard mine.kind == .folder else { return .both(mine, theirs, isSkipped: false) }
    let isSkipped = mine.tree != nil && mine.tree == theirs.tree
    if isSkipped {
      left.skipFolder()
      right.skipFolder()
    } else {
      enter(mine.name, side: nil)
    }
    return .both(mine, theirs, isSkipped: isSkipped)
  }
}

// MARK: one side

extension TreeMerge {
  private mutating func nextOfLeft(
    _ step: TreeStep<Left.Entry>?
  ) throws(RepositoryError) -> Found? {
    left.take()
    switch step {
    case .unreadable(let entry)?: return note(entry)
    case .enter(let entry)?:
      guard isKnown(entry.name) else {
        left.skipFolder()
        return nil
      }
      enter(entry.name, side: .left)
      return .left(entry)
    case .entry(let entry)?:
      guard isKnown(entry.name) else { return nil }
      name = entry.name
      return .left(entry)
    case .leave?, nil:
      leave()
      return nil
    }
  }

  private mutating func nextOfRight(
    _ step: TreeStep<Right.Entry>?
  ) throws(RepositoryError) -> Found? {
    right.take()
    switch step {
    case .unreadable(let entry)?: return note(entry)
    case .enter(let entry)?:
      guard isKnown(entry.name) else {
        right.skipFolder()
        return nil
      }
      enter(entry.name, side: .right)
      return .right(entry)
    case .entry(let entry)?:
      guard isKnown(entry.name) else { return nil }
      name = entry.name
      return .right(entry)
    case .leave?, nil:
      leave()
      return nil
    }
  }

  /// Whether it is known that the other side does not have the entry.
  private func isKnown(_ name: FileName) -> Bool {
    guard let last = levels.last, last.side == nil else { return true }
    return !last.isRestUnreadable && !last.unreadable.contains(name.bytes)
  }

  private mutating func note(_ entry: UnreadableStep) -> Found {
    if let last = levels.indices.last {
      if let name = entry.name {
        levels[last].unreadable.insert(name)
      } else {
        levels[last].isRestUnreadable = true
      }
    }
    let path = entry.name.map { folder.appending(path: $0) } ?? folder
    return .unreadable(
      UnreadablePath(path: path, reason: entry.reason), isDamage: entry.isDamage)
  }

  private mutating func enter(_ name: FileName, side: Side?) {
    levels.append(Level(pathAbove: folder.count, side: side))
    folder = folder.appending(path: name.bytes)
    self.name = nil
  }

  private mutating func leave() {
    let left = levels.removeLast()
    folder.removeSubrange(left.pathAbove...)
    name = nil
  }
}

extension TreeStep {
  /// The entry that has a place in the order; `nil` at the end of a folder.
  fileprivate var named: Entry? {
    switch self {
    case .enter(let entry), .entry(let entry): entry
    case .leave, .unreadable: nil
    }
  }
}
