import Format
import LocalState
import Mirror

extension MirrorRemark {
  /// What a plan decided, as the history keeps it.
  init(_ notice: Notice) {
    let path = notice.path.bytes
    switch notice.kind {
    case .conflict(let winner, let copy):
      let folder = notice.path.parent
      self.init(
        .conflict, path, side: MirrorRemark.Side(winner),
        first: copy.map { folder.appending($0).bytes })
    case .unresolved: self.init(.unresolved, path)
    case .merged: self.init(.merged, path)
    case .stale(let side): self.init(.stale, path, side: MirrorRemark.Side(side))
    case .deletionUndone(let side):
      self.init(.deletionUndone, path, side: MirrorRemark.Side(side))
    case .renamedApart(let a, let b):
      self.init(.renamedApart, path, first: a.bytes, second: b.bytes)
    case .movesCrossed(let side):
      self.init(.movesCrossed, path, side: MirrorRemark.Side(side))
    case .metadata: self.init(.metadata, path)
    case .heldByUnknown(let side):
      self.init(.heldByUnknown, path, side: MirrorRemark.Side(side))
    }
  }
}

extension MirrorRemark.Side {
  init(_ side: Side) { self = side == .a ? .a : .b }

  /// How plans and runs call it.
  var letter: String { self == .a ? "A" : "B" }
}
