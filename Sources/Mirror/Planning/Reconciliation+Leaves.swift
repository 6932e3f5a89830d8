import Format

extension Reconciliation {
  /// A leaf on each side.
  mutating func settleLeaves(
    _ baseline: MirrorNode?, _ a: MirrorNode, _ b: MirrorNode
  ) -> Settlement {
    if a.isSameLeaf(as: b) {
      return a == b ? .agreed(a) : joined(baseline, a, b, from: nil)
    }
    if b.isSameLeaf(as: baseline) { return joined(baseline, a, b, from: .a) }
    if a.isSameLeaf(as: baseline) {
      return options.direction == .twoWay
        ? joined(baseline, a, b, from: .b) : ownEdit(baseline, a, b)
    }
    return settleConflict(baseline, a, b)
  }

  /// The content of `side` on both sides (`nil`: they are equal), with the metadata of both.
  ///
  /// Where the kind changes, the metadata are the new kind's: a link's mode says nothing of a file.
  mutating func joined(
    _ baseline: MirrorNode?, _ a: MirrorNode, _ b: MirrorNode, from side: Side?
  ) -> Settlement {
    let winner = side == .b ? b : a
    guard a.isSameKind(as: b) else { return .agreed(winner) }
    return joined(baseline, a, b, content: winner.content, from: side)
  }

  mutating func joined(
    _ baseline: MirrorNode?, _ a: MirrorNode, _ b: MirrorNode, content: MirrorNode.Content,
    from side: Side?
  ) -> Settlement {
    let old = baseline.flatMap { $0.isSameKind(as: a) ? $0.metadata : nil }
    let own = mergeMetadata(old, a.metadata, b.metadata, contentSide: side)
    return Settlement(name: a.name, own, content: content)
  }

  /// B edited what A left alone, and nothing flows to A: A's metadata may still reach B.
  private mutating func ownEdit(
    _ baseline: MirrorNode?, _ a: MirrorNode, _ b: MirrorNode
  ) -> Settlement {
    guard let baseline, a.isSameKind(as: b) else { return asItIs(a, b, baseline) }
    let own = mergeMetadata(baseline.metadata, a.metadata, b.metadata)
    return asItIs(a.with(own.a), b.with(own.b), baseline.with(own.baseline))
  }
}
