package import Format

/// Where every chunk is, and which copies count (FORMAT.md 10.3): the tables of the local index and
/// a mark for each pack, made anew from the state each time.
package struct ChunkIndex: Sendable {
  private let tables: [Level]

  /// A table and what the state says of its packs.
  private struct Level {
    let table: IndexTable
    let packIsUsable: [Bool]
  }

  /// Copies recorded as damaged; usually none.
  private let lost: Set<LostCopy>
  /// Index runs that could not be read: what they name is missing here.
  package let damage: [RepositoryError]

  /// `packIsThere` says whether a pack is in the storage with the length given.
  init(
    tables: [IndexTable], state: RepositoryState, damage: [RepositoryError],
    packIsThere: (PackID, Int) -> Bool
  ) {
    self.tables = tables.map { table in
      Level(
        table: table,
        packIsUsable: (0..<table.packCount).map { index in
          let pack = table.pack(index)
          return !state.condemned.contains(pack.id) && !state.dropped.contains(pack.id)
            && packIsThere(pack.id, pack.length)
        })
    }
    lost = Set(tables.flatMap(\.lost))
    self.damage = damage
  }

  /// A usable copy, its bases included; `nil` if there is none.
  package func location(of id: ChunkID) -> ChunkLocation? {
    var found: ChunkLocation?
    forEachUsable(id.bytes.prefix) { location in
      guard location.id == id else { return .goOn }
      found = location
      return .stop
    }
    return found
  }

  /// Every usable copy, the full ones first.
  package func copies(of id: ChunkID) -> [ChunkLocation] {
    var found: [ChunkLocation] = []
    forEachUsable(id.bytes.prefix) { location in
      if location.id == id { found.append(location) }
      return .goOn
    }
    return found.filter { $0.delta == nil } + found.filter { $0.delta != nil }
  }

  /// Every usable copy of the chunk that a delta in a frame of this kind names as its base.
  package func copies(ofBase prefix: ChunkPrefix, kind: FrameKind) -> [ChunkLocation] {
    var found: [ChunkLocation] = []
    forEachUsable(prefix) { location in
      if location.frame.kind == kind { found.append(location) }
      return .goOn
    }
    return found.filter { $0.delta == nil } + found.filter { $0.delta != nil }
  }

  /// Whether a writer may refer to the chunk.
  package func contains(_ id: ChunkID) -> Bool { location(of: id) != nil }

  /// Every pack that the tables name, with its length; in no order.
  package var packs: [(id: PackID, length: Int)] {
    tables.flatMap { level in (0..<level.table.packCount).map { level.table.pack($0) } }
  }

  var allTables: [IndexTable] { tables.map(\.table) }

  package var entryCount: Int { tables.reduce(0) { $0 + $1.table.entryCount } }

  private enum Verdict { case goOn, stop }

  private func forEachUsable(_ prefix: ChunkPrefix, _ body: (ChunkLocation) -> Verdict) {
    var budget = Self.maxCopiesExamined
    forEachCopy(prefix) { location in
      isUsable(location, steps: 0, budget: &budget) ? body(location) : .goOn
    }
  }

  /// Every copy in a pack that counts, whatever its base.
  private func forEachCopy(_ prefix: ChunkPrefix, _ body: (ChunkLocation) -> Verdict) {
    for level in tables {
      for entry in level.table.entries(prefix) {
        guard let (pack, location) = level.table.location(entry), level.packIsUsable[pack],
          location.isConsistent, !isLost(location)
        else { continue }
        if body(location) == .stop { return }
      }
    }
  }

  /// A chain longer than the limit, and so a circle, has no base that counts [5.3-c].
  private func isUsable(_ location: ChunkLocation, steps: Int, budget: inout Int) -> Bool {
    guard let delta = location.delta else { return true }
    guard steps < Limits.maxDeltaDepth, budget > 0 else { return false }
    var found = false
    forEachCopy(delta.base) { base in
      budget -= 1
      guard budget > 0 else { return .stop }
      guard base.frame.kind == location.frame.kind else { return .goOn }
      found = isUsable(base, steps: steps + 1, budget: &budget)
      return found ? .stop : .goOn
    }
    return found
  }

  /// Bounds the search in a repository that was made to blow it up: many copies of one base, eight
  /// deep, would be tried in all combinations. An honest one has a copy or two of each.
  private static let maxCopiesExamined = 512

  private func isLost(_ location: ChunkLocation) -> Bool {
    !lost.isEmpty && lost.contains(LostCopy(pack: location.pack, chunk: location.id))
  }
}

extension ChunkIndex {
  /// Loads the runs in force, from the local tables where they are there.
  static func load(
    _ files: SealedFiles, state: RepositoryState, folder: IndexFolder,
    packIsThere: (PackID, Int) -> Bool
  ) throws(RepositoryError) -> ChunkIndex {
    let (tables, missing) = try folder.tables(for: state.runs) {
      (run) throws(RepositoryError) in
      try files.readIndexRun(run)
    }
    return ChunkIndex(tables: tables, state: state, damage: missing, packIsThere: packIsThere)
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
