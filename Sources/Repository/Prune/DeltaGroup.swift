import Format

/// Chunks that are needed and stored as differences from a full copy that no snapshot names any
/// more: while they stay deltas that copy stays too, and so does all between them.
struct DeltaGroup {
  /// The full copy at the end of their chains.
  let root: Int
  /// What stays for their sake alone: the root and the deltas between, by number.
  var bases: Set<Int> = []
  /// Those that are needed, by number.
  var deltas: [Int] = []
  /// Shares of frames that all of them have.
  var bytes = 0
  /// What the needed ones would take in full, about: they compress as their root does.
  var fullBytes = 0

  /// More than what they would take in full.
  var excess: Int { max(0, bytes - fullBytes) }

  /// To write them in full has to be worth it: it costs more than moving a frame.
  var isWasteful: Bool { excess >= max(256, fullBytes / 8) }
}

extension DeltaGroup {
  /// All there are, ascending by their roots.
  static func all(in index: ChunkIndex, _ live: LiveChunks) -> [DeltaGroup] {
    var groups: [Int: DeltaGroup] = [:]
    index.forEachDelta { entry, table in
      guard live.isNamed(entry.number), let copy = table.copy(entry.entry) else { return }
      let chain = index.chain(of: copy)
      guard let root = chain.last, root.copy.delta == nil, !live.isNamed(root.number) else {
        return
      }
      groups[root.number, default: DeltaGroup(root: root.number)].add(
        entry.number, copy, chain, live)
    }
    return groups.values.sorted { $0.root < $1.root }
  }

  private mutating func add(
    _ number: Int, _ copy: IndexedCopy, _ chain: [ChunkIndex.Link], _ live: LiveChunks
  ) {
    deltas.append(number)
    bytes += copy.storedShare
    for link in chain where !live.isNamed(link.number) {
      if bases.insert(link.number).inserted { bytes += link.copy.storedShare }
    }
    guard let root = chain.last?.copy else { return }
    fullBytes += Int(
      Double(root.storedShare) * Double(copy.rawLength) / Double(max(1, root.rawLength)))
  }
}

extension ChunkIndex {
  struct Link {
    let number: Int
    let copy: IndexedCopy
  }

  /// What a reader of the delta decodes besides, from its base down to a full copy; empty for a
  /// full one.
  func chain(of delta: IndexedCopy) -> [Link] {
    var chain: [Link] = []
    var copy = delta
    while chain.count < Limits.maxDeltaDepth, let base = numberedBase(of: copy),
      let next = self.copy(numbered: base.number)
    {
      chain.append(Link(number: base.number, copy: next))
      copy = next
    }
    return chain
  }
}
