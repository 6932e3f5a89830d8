/// Which condemned packs die (P3): those without which every referenced chunk, and every chunk in
/// every staying pack, decodes from staying packs alone.
///
/// What cannot be decoded even with all packs holds nothing back, nor does a copy that is not there
/// or recorded as lost.
package struct Sweep<Contents: PackContents, Packs: SetAlgebra>
where Packs.Element == Contents.Pack {
  private let contents: Contents
  /// Decodes if nothing dies.
  private let sound: Contents.Copies
  /// Copies whose chunks must decode because a delta in a staying pack needs them.
  private var wanted: Contents.Copies
  private var dying: Packs

  /// `condemned` may name packs that are not in `contents`, of no COMMIT: they die. `isReferenced`
  /// tells of each copy whether a live snapshot references its chunk.
  package static func dying(
    _ condemned: Packs, in contents: Contents, isReferenced: (Int) -> Bool
  ) -> Packs {
    var sweep = Sweep(condemned, contents)
    while sweep.saveWhatIsNeeded(isReferenced) {}
    return sweep.dying
  }

  private init(_ condemned: Packs, _ contents: Contents) {
    self.contents = contents
    dying = condemned
    wanted = Contents.Copies(capacity: contents.copyCount)
    sound = Self.decodable(contents, without: Packs())
  }

  /// The copies that decode from the packs that stay, computed upwards from full copies: no circle
  /// of bases gets in, however many copies it has.
  private static func decodable(_ contents: Contents, without dying: Packs) -> Contents.Copies {
    var found = Contents.Copies(capacity: contents.copyCount)
    func stays(_ copy: Int) -> Bool {
      contents.counts(copy) && !dying.contains(contents.pack(of: copy))
    }
    for copy in 0..<contents.copyCount where contents.isFull(copy) && stays(copy) {
      _ = found.insert(copy)
    }
    for _ in 0..<Contents.maxDepth {
      let below = found
      var isComplete = true
      for copy in 0..<contents.copyCount where !below.contains(copy) && stays(copy) {
        guard contents.hasBase(of: copy, in: below) else { continue }
        _ = found.insert(copy)
        isComplete = false
      }
      if isComplete { break }
    }
    return found
  }

  /// One round; whether anything changed.
  private mutating func saveWhatIsNeeded(_ isReferenced: (Int) -> Bool) -> Bool {
    let safe = Self.decodable(contents, without: dying)
    var isChanged = false
    for copy in 0..<contents.copyCount where contents.counts(copy) {
      let isNeeded = isReferenced(copy) || !dying.contains(contents.pack(of: copy))
      guard wanted.contains(copy) || (isNeeded && isAtRisk(copy, safe)) else { continue }
      if save(copy) { isChanged = true }
    }
    return isChanged
  }

  /// Whether the chunk decodes now and would not any more. Its copy here need not be one that
  /// decodes: a delta may have lost its base in an earlier prune because another copy stayed, which
  /// is then the one that may not go.
  private func isAtRisk(_ copy: Int, _ safe: Contents.Copies) -> Bool {
    !safe.contains(copy) && !contents.hasTwin(of: copy, in: safe)
      && contents.hasTwin(of: copy, in: sound)
  }

  /// Keeps a pack with a full copy of the chunk or, if there is none, those of all its deltas, and
  /// then wants their bases too.
  private mutating func save(_ copy: Int) -> Bool {
    var full: Int?
    var deltas: [Int] = []
    contents.forEachTwin(of: copy) { twin in
      guard sound.contains(twin) else { return }
      if !contents.isFull(twin) {
        deltas.append(twin)
      } else if full == nil || !dying.contains(contents.pack(of: twin)) {
        full = twin
      }
    }
    if let full { return keepPack(of: full) }
    var isChanged = false
    for delta in deltas {
      if keepPack(of: delta) { isChanged = true }
      if wantBases(of: delta) { isChanged = true }
    }
    return isChanged
  }

  private mutating func keepPack(of copy: Int) -> Bool {
    dying.remove(contents.pack(of: copy)) != nil
  }

  private mutating func wantBases(of delta: Int) -> Bool {
    var isChanged = false
    contents.forEachBase(of: delta) { base in
      if sound.contains(base), wanted.insert(base) { isChanged = true }
    }
    return isChanged
  }
}

extension PackContents {
  fileprivate func hasBase(of copy: Int, in set: Copies) -> Bool {
    guard !isFull(copy) else { return false }
    var isFound = false
    forEachBase(of: copy) { if set.contains($0) { isFound = true } }
    return isFound
  }

  fileprivate func hasTwin(of copy: Int, in set: Copies) -> Bool {
    var isFound = false
    forEachTwin(of: copy) { if set.contains($0) { isFound = true } }
    return isFound
  }
}
