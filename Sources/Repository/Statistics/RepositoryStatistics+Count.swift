import Format
import Storage

extension RepositoryStatistics {
  /// Adds every copy in a pack that counts to what it is for, and the rest of each such pack to the
  /// overhead. A pack that two runs name is counted once.
  mutating func count(_ index: ChunkIndex, needed: EntrySet, bases needingBases: EntrySet) {
    var seen: Set<PackID> = []
    var number = 0
    for level in index.levels {
      let rows = level.packLengths.indices.map { row in
        level.packLengths[row] > 0 && seen.insert(level.table.pack(row).id).inserted
      }
      var withOthers = rows.map { _ in false }
      for entry in 0..<level.table.entryCount {
        defer { number += 1 }
        guard let copy = level.table.copy(entry), rows[copy.frame.pack] else { continue }
        if needed.contains(number) {
          if copy.kind == .data { data.add(copy) } else { trees.add(copy) }
        } else if needingBases.contains(number) {
          bases.add(copy)
        } else {
          others.add(copy)
          withOthers[copy.frame.pack] = true
        }
      }
      packsWithOthers += withOthers.count { $0 }
      countPacks(of: level, rows)
    }
  }

  private mutating func countPacks(of level: ChunkIndex.Level, _ rows: [Bool]) {
    for (row, counts) in rows.enumerated() where counts {
      packs += 1
      packBytes += Int(level.packLengths[row])
      packOverhead += Int(level.packLengths[row])
    }
    for index in 0..<level.table.layout.frameCount {
      let frame = level.table.packedFrame(index)
      if frame.pack < rows.count, rows[frame.pack] { packOverhead -= frame.storedLength }
    }
  }

  /// Adds every file that is not a pack that was counted.
  mutating func count(_ files: [StoredFile], besides index: ChunkIndex) {
    let counted = Set(
      index.levels.flatMap { level in
        level.packLengths.indices.filter { level.packLengths[$0] > 0 }
          .map { level.table.pack($0).id }
      })
    for file in files {
      let bytes = Int(clamping: file.size)
      switch RepositoryPath(name: file.name) {
      case .pack(let id):
        guard !counted.contains(id) else { continue }
        strayPacks += 1
        strayPackBytes += bytes
      case .indexRun: indexBytes += bytes
      case .snapshot, .record: snapshotBytes += bytes
      default: otherBytes += bytes
      }
    }
  }
}
