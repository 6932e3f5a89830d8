import Format
import Sealing

/// Fills the region of a new `IndexTable`, from one index run or from smaller tables.
///
/// All counts are known before the first row is written, so the region (anonymous memory or a
/// mapped file of its final length) is filled in place: merging needs no memory of its own.
struct IndexTableBuilder {
  let layout: IndexTableLayout
  private let region: UnsafeMutableRawBufferPointer
  private let start: UnsafeMutableRawPointer

  /// `region` has `layout.byteCount` zero bytes.
  init(_ layout: IndexTableLayout, filling region: UnsafeMutableRawBufferPointer) {
    guard let start = region.baseAddress, region.count == layout.byteCount else {
      preconditionFailure("the region has the layout's length")
    }
    self.layout = layout
    self.region = region
    self.start = start
  }

  // MARK: rows

  func setRun(_ index: Int, _ run: LiveIndexRun) {
    let row = layout.runs + index * IndexTableLayout.runBytes
    region[row..<row + SessionID.byteCount].copyBytes(from: run.session.bytes)
    store(UInt64(run.number), row + 16)
    run.fileHash.store(to: start + row + 24)
  }

  /// `run` is the row of the run that names the pack; `nil` for a table of no named run.
  func setPack(_ index: Int, _ id: PackID, length: Int, run: Int?) {
    let row = layout.packs + index * IndexTableLayout.packBytes
    id.bytes.store(to: start + row)
    store(UInt32(clamping: length), row + 32)
    store(run.map { UInt32(clamping: $0) } ?? IndexTableLayout.noRun, row + 36)
  }

  func setLost(_ index: Int, _ copy: LostCopy) {
    let row = layout.lost + index * IndexTableLayout.lostBytes
    copy.pack.bytes.store(to: start + row)
    copy.chunk.bytes.store(to: start + row + 32)
  }

  func setFrame(_ index: Int, _ frame: PackedFrame) {
    let row = layout.frames + index * IndexTableLayout.frameBytes
    store(frame.low, row)
    store(frame.high, row + 8)
  }

  func setDelta(_ index: Int, _ delta: DeltaEntry) {
    let row = layout.deltas + index * IndexTableLayout.deltaBytes
    store(delta.base.high.bigEndian, row)
    store(delta.base.low.bigEndian, row + 8)
    store(UInt32(delta.storedLength), row + 16)
    store(UInt32(delta.chainBytes), row + 20)
    store(UInt32(delta.depth), row + 24)
  }

  func setEntry(_ index: Int, _ id: Bytes32, _ entry: PackedEntry) {
    let row = layout.entries + index * IndexTableLayout.entryBytes
    id.store(to: start + row)
    store(entry.frame, row + 32)
    store(entry.position, row + 36)
    store(entry.rawLength, row + 40)
    store(entry.delta, row + 44)
    IndexFilter.insert(id.prefix, into: start + layout.filter, blocks: layout.filterBlocks)
  }

  /// Writes the head, which makes the region a table.
  func finish() throws(SealingError) {
    store(IndexTableLayout.magic, 0)
    for (index, count) in layout.counts.enumerated() {
      store(UInt64(count), 8 + index * 8)
    }
    let hash = try IndexTable.headHash(UnsafeRawBufferPointer(region), layout)
    hash.store(to: start + IndexTable.headHashOffset)
  }

  private func store<Word: FixedWidthInteger & BitwiseCopyable>(_ word: Word, _ offset: Int) {
    region.storeBytes(of: word, toByteOffset: offset, as: Word.self)
  }
}

extension IndexTable {
  static let headHashOffset = 64

  /// Over the counts and every section that is trusted without looking again.
  static func headHash(
    _ region: UnsafeRawBufferPointer, _ layout: IndexTableLayout
  ) throws(SealingError) -> Bytes32 {
    let hash = try SHA256()
    try hash.update(UnsafeRawBufferPointer(rebasing: region[..<headHashOffset]))
    try hash.update(
      UnsafeRawBufferPointer(rebasing: region[layout.runs..<layout.checkedEnd]))
    return try hash.finish()
  }

  /// Uses memory as a table; `nil` if it holds none, or not the one that was written.
  static func opening(_ memory: IndexMemory) throws(SealingError) -> IndexTable? {
    let region = UnsafeRawBufferPointer(memory.bytes)
    guard let layout = IndexTableLayout(head: region), let start = region.baseAddress else {
      return nil
    }
    let written = Bytes32(loading: start + headHashOffset)
    return try headHash(region, layout) == written
      ? IndexTable(layout: layout, memory: memory) : nil
  }
}

extension IndexTableLayout {
  /// For one index run.
  init(_ run: IndexRun, runs: Int) {
    self.init(
      runs: runs, packs: run.packs.count, lost: run.lost.count,
      frames: run.packs.reduce(0) { $0 + $1.directory.frames.count },
      deltas: run.packs.reduce(0) { sum, pack in
        sum + pack.directory.chunks.count { $0.delta != nil }
      },
      entries: run.packs.reduce(0) { $0 + $1.directory.chunks.count })
  }

  /// For all rows of several tables together.
  init(merging tables: [IndexTable]) {
    func sum(_ count: (IndexTableLayout) -> Int) -> Int {
      tables.reduce(0) { $0 + count($1.layout) }
    }
    self.init(
      runs: sum(\.runCount), packs: sum(\.packCount), lost: sum(\.lostCount),
      frames: sum(\.frameCount), deltas: sum(\.deltaCount), entries: sum(\.entryCount))
  }
}
