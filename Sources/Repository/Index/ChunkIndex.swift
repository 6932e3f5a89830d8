package import Format

/// Where every chunk is, and which copies count (FORMAT.md 10.3): the tables of the local index and
/// a mark for each pack, made anew from the state each time.
package struct ChunkIndex: Sendable {
  /// What the index is asked for, which decides what counts.
  enum Purpose {
    /// Every copy that is there.
    case reading
    /// Copies that a session may refer to: what a plan condemns may be gone before its COMMIT.
    case writing
  }

  private(set) var levels: [Level]

  /// A table and what the state says of its packs.
  struct Level {
    let table: IndexTable
    /// The length of each pack that counts, 0 for the others.
    let packLengths: [UInt32]
  }

  /// Copies known to be damaged; usually none.
  private var lost: Set<LostCopy>
  /// Index runs that could not be read: what they name is missing here.
  package let damage: [RepositoryError]

  /// `packIsThere` says whether a pack is in the storage with the length given.
  init(
    tables: [IndexTable], state: RepositoryState, purpose: Purpose, damage: [RepositoryError],
    packIsThere: (PackID, Int) -> Bool
  ) {
    let condemned = purpose == .writing ? state.condemned : []
    levels = tables.map { table in
      Level(
        table: table,
        packLengths: (0..<table.packCount).map { index in
          let (id, length) = table.pack(index)
          let counts =
            !condemned.contains(id) && !state.dropped.contains(id) && packIsThere(id, length)
          return counts && length <= Limits.maxPackBytes ? UInt32(length) : 0
        })
    }
    lost = Set(tables.flatMap(\.lost))
    self.damage = damage
  }

  /// A usable copy, its bases included; `nil` if there is none.
  package func location(of id: ChunkID) -> ChunkLocation? {
    firstUsable(id).map { level, copy in levels[level].table.location(copy) }
  }

  /// Whether a writer may refer to the chunk; about a microsecond, without allocating.
  package func contains(_ id: ChunkID) -> Bool { firstUsable(id) != nil }

  /// Every usable copy, the full ones first.
  package func copies(of id: ChunkID) -> [ChunkLocation] {
    var found: [ChunkLocation] = []
    forEachUsable(id.bytes.prefix) { level, copy in
      let location = levels[level].table.location(copy)
      if location.id == id { found.append(location) }
      return .goOn
    }
    return found.filter { $0.delta == nil } + found.filter { $0.delta != nil }
  }

  /// Every usable copy of the chunk that a delta in a frame of this kind names as its base.
  package func copies(ofBase prefix: ChunkPrefix, kind: FrameKind) -> [ChunkLocation] {
    var found: [ChunkLocation] = []
    forEachUsable(prefix) { level, copy in
      if copy.frame.kind == kind { found.append(levels[level].table.location(copy)) }
      return .goOn
    }
    return found.filter { $0.delta == nil } + found.filter { $0.delta != nil }
  }

  /// A usable copy by its number, a full one if there is one. The number is below `entryCount` and
  /// the same at every call: for sets of chunks, which are bitmaps then.
  func numbered(_ id: ChunkID) -> NumberedCopy? {
    bestUsable(id.bytes.prefix) { level, copy in levels[level].table.id(copy.entry) == id.bytes }
  }

  /// The copy of the base that a reader of this delta would decode; `nil` for a full copy, and if
  /// there is none.
  func numberedBase(of copy: IndexedCopy) -> NumberedCopy? {
    guard let delta = copy.delta else { return nil }
    return bestUsable(delta.base) { _, base in base.frame.kind == copy.frame.kind }
  }

  private func bestUsable(
    _ prefix: ChunkPrefix, where isMeant: (Int, IndexedCopy) -> Bool
  ) -> NumberedCopy? {
    var found: NumberedCopy?
    forEachUsable(prefix) { level, copy in
      guard isMeant(level, copy) else { return .goOn }
      if found == nil || copy.delta == nil { found = numbered(level, copy) }
      return copy.delta == nil ? .stop : .goOn
    }
    return found
  }

  private func numbered(_ level: Int, _ copy: IndexedCopy) -> NumberedCopy {
    let before = levels[..<level].reduce(0) { $0 + $1.table.entryCount }
    return NumberedCopy(number: before + copy.entry, kind: copy.kind, rawLength: copy.rawLength)
  }

  /// The same index with the packs of `run` as well, for readers.
  func adding(_ run: IndexRun) -> ChunkIndex {
    guard !run.packs.isEmpty, let table = try? IndexFolder.table(of: run) else { return self }
    let lengths = run.packs.map { UInt32(exactly: $0.length) ?? 0 }
    var index = self
    index.levels.append(Level(table: table, packLengths: lengths))
    return index
  }

  /// Whether the copy was recorded as damaged.
  func isKnownLost(_ copy: LostCopy) -> Bool { lost.contains(copy) }

  /// The same index in which these copies do not count.
  func without(_ copies: some Sequence<LostCopy>) -> ChunkIndex {
    var index = self
    index.lost.formUnion(copies)
    return index
  }

  /// Every pack that the tables name, with its length; in no order.
  package var packs: [(id: PackID, length: Int)] {
    levels.flatMap { level in (0..<level.table.packCount).map { level.table.pack($0) } }
  }

  /// The packs that count.
  var usablePacks: Set<PackID> {
    var packs: Set<PackID> = []
    for level in levels {
      for row in level.packLengths.indices where level.packLengths[row] > 0 {
        packs.insert(level.table.pack(row).id)
      }
    }
    return packs
  }

  var allTables: [IndexTable] { levels.map(\.table) }

  package var entryCount: Int { levels.reduce(0) { $0 + $1.table.entryCount } }
}

// MARK: what counts

extension ChunkIndex {
  private enum Verdict { case goOn, stop }

  /// The copies that count, as the rule sees them that says which are usable.
  private struct UsableCopies: CopyGraph {
    static var maxDepth: Int { Limits.maxDeltaDepth }

    let index: ChunkIndex

    func isFull(_ copy: IndexedCopy) -> Bool { copy.delta == nil }

    func containsBase(of copy: IndexedCopy, where isGood: (IndexedCopy) -> Bool) -> Bool {
      guard let delta = copy.delta else { return false }
      var isFound = false
      index.forEachCopy(delta.base) { _, base in
        guard base.frame.kind == copy.frame.kind else { return .goOn }
        isFound = isGood(base)
        return isFound ? .stop : .goOn
      }
      return isFound
    }
  }

  private func firstUsable(_ id: ChunkID) -> (level: Int, copy: IndexedCopy)? {
    var found: (level: Int, copy: IndexedCopy)?
    forEachUsable(id.bytes.prefix) { level, copy in
      guard levels[level].table.id(copy.entry) == id.bytes else { return .goOn }
      found = (level, copy)
      return .stop
    }
    return found
  }

  private func forEachUsable(_ prefix: ChunkPrefix, _ body: (Int, IndexedCopy) -> Verdict) {
    var budget = Self.maxCopiesExamined
    forEachCopy(prefix) { level, copy in
      // Most copies are full: for them nothing is searched, and the index not even copied.
      let isUsable =
        copy.delta == nil || UsableCopies(index: self).isUsable(copy, budget: &budget)
      return isUsable ? body(level, copy) : .goOn
    }
  }

  /// Every copy in a pack that counts, whatever its base, with the table that holds it.
  @inline(__always)
  private func forEachCopy(_ prefix: ChunkPrefix, _ body: (Int, IndexedCopy) -> Verdict) {
    for level in levels.indices {
      for entry in levels[level].table.entries(prefix) {
        guard let copy = countingCopy(entry, levels[level]) else { continue }
        if body(level, copy) == .stop { return }
      }
    }
  }

  /// What an entry says of its copy, if that is in a pack that counts, whatever its base.
  @inline(__always)
  func countingCopy(_ entry: Int, _ level: borrowing Level) -> IndexedCopy? {
    guard let copy = level.table.copy(entry),
      copy.isConsistent(packLength: Int(level.packLengths[copy.frame.pack])),
      !isLost(copy, level.table)
    else { return nil }
    return copy
  }

  /// An honest repository has a copy or two of each base.
  private static let maxCopiesExamined = 512

  func isLost(_ copy: IndexedCopy, _ table: borrowing IndexTable) -> Bool {
    guard !lost.isEmpty else { return false }
    let pack = table.pack(copy.frame.pack).id
    return lost.contains(LostCopy(pack: pack, chunk: ChunkID(table.id(copy.entry))))
  }
}

extension ChunkIndex {
  /// Loads the runs in force, from the local tables where they are there; `readRun` reads the
  /// others.
  static func load(
    _ state: RepositoryState, purpose: Purpose, folder: IndexFolder,
    packIsThere: (PackID, Int) -> Bool,
    readRun: (LiveIndexRun) throws(RepositoryError) -> IndexRun
  ) throws(RepositoryError) -> ChunkIndex {
    let (tables, missing) = try folder.tables(for: state.runs, fetch: readRun)
    return ChunkIndex(
      tables: tables, state: state, purpose: purpose, damage: missing, packIsThere: packIsThere)
  }

  static func load(
    _ files: SealedFiles, state: RepositoryState, purpose: Purpose, folder: IndexFolder,
    packIsThere: (PackID, Int) -> Bool
  ) throws(RepositoryError) -> ChunkIndex {
    try load(state, purpose: purpose, folder: folder, packIsThere: packIsThere) {
      (run) throws(RepositoryError) in
      try files.readIndexRun(run)
    }
  }
}

extension SealedFiles {
  /// Reads a run and compares it with the hash that a COMMIT or verdict gave.
  func readIndexRun(_ run: LiveIndexRun) throws(RepositoryError) -> IndexRun {
    let path = RepositoryPath.indexRun(run.session, run.number)
    let opened = try read(path)
    guard opened.hash == run.fileHash else {
      throw .damaged("it is not the file that its session committed", at: path.name)
    }
    do throws(FormatError) {
      return try IndexRun(decoding: opened.payload)
    } catch {
      throw RepositoryError(error, in: path.name)
    }
  }
}
