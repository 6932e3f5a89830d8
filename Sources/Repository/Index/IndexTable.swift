import Format

/// Where chunks are, sorted by ID, in memory that can be a mapped file: one level of the local
/// index.
///
/// The local index is made from index runs and can always be made again; it is no part of the
/// repository. A table is one region of bytes in the layout of `IndexTableLayout`, used in place:
/// opening one reads its first pages only, and a lookup touches a filter block and the few entries
/// around the place where a uniformly distributed ID must stand.
///
/// What a flipped bit in a table can do: head, runs and packs are covered by a hash. In the other
/// sections it makes an ID unfindable (its chunk is stored again) or sends a reader to the wrong
/// bytes (which do not authenticate); it cannot make an ID appear that is in no repository, since
/// for that all 256 bits of a keyed hash would have to match.
///
/// Sendable although it holds memory by pointer: the region is written before the table is made,
/// never afterwards, and lives as long as its memory, which the table keeps.
struct IndexTable: @unchecked Sendable {
  let layout: IndexTableLayout
  let region: UnsafeRawBufferPointer
  /// Keeps `region` mapped.
  private let memory: IndexMemory

  var entryCount: Int { layout.entryCount }
  var packCount: Int { layout.packCount }
  /// Whether no file stands behind it.
  var isAnonymous: Bool { memory.isAnonymous }

  /// See `IndexMemory.releasePages`.
  func releasePages() { memory.releasePages() }

  /// Takes memory that `IndexTableBuilder` has just filled.
  init(layout: IndexTableLayout, memory: IndexMemory) {
    self.layout = layout
    self.memory = memory
    region = UnsafeRawBufferPointer(memory.bytes)
  }
}

extension IndexTable {
  /// The index runs whose entries it holds, ascending.
  var runs: [LiveIndexRun] {
    (0..<layout.runCount).compactMap { index in
      let row = layout.runs + index * IndexTableLayout.runBytes
      guard let session = SessionID(region[row..<row + SessionID.byteCount]) else { return nil }
      return LiveIndexRun(
        session: session, number: count(row + 16), fileHash: hash(at: row + 24))
    }
  }

  func pack(_ index: Int) -> (id: PackID, length: Int) {
    let row = layout.packs + index * IndexTableLayout.packBytes
    return (PackID(hash(at: row)), Int(load(row + 32, as: UInt32.self)))
  }

  /// The place in `runs` of the run that names the pack of that row.
  func run(ofPack index: Int) -> Int? {
    let run = load(layout.packs + index * IndexTableLayout.packBytes + 36, as: UInt32.self)
    return run < layout.runCount ? Int(run) : nil
  }

  /// Copies that were found damaged.
  var lost: [LostCopy] {
    (0..<layout.lostCount).map { index in
      let row = layout.lost + index * IndexTableLayout.lostBytes
      return LostCopy(pack: PackID(hash(at: row)), chunk: ChunkID(hash(at: row + 32)))
    }
  }

  func id(_ entry: Int) -> Bytes32 {
    hash(at: layout.entries + entry * IndexTableLayout.entryBytes)
  }

  /// The first entry; each takes `IndexTableLayout.entryBytes` and begins with its ID.
  var entryRows: UnsafeRawPointer {
    guard let start = region.baseAddress else { preconditionFailure("a table is never empty") }
    return UnsafeRawPointer(start + layout.entries)
  }

  /// The two leading words of an entry's ID.
  @inline(__always)
  func prefix(_ entry: Int) -> ChunkPrefix {
    let row = layout.entries + entry * IndexTableLayout.entryBytes
    return ChunkPrefix(
      high: UInt64(bigEndian: load(row, as: UInt64.self)),
      low: UInt64(bigEndian: load(row + 8, as: UInt64.self)))
  }

  @inline(__always)
  func load<Word: FixedWidthInteger & BitwiseCopyable>(_ offset: Int, as type: Word.Type) -> Word {
    region.loadUnaligned(fromByteOffset: offset, as: type)
  }

  /// No file of ours says more than fits; whoever else wrote one must not make this trap.
  private func count(_ offset: Int) -> Int { Int(clamping: load(offset, as: UInt64.self)) }

  private func hash(at offset: Int) -> Bytes32 {
    guard let start = region.baseAddress else { preconditionFailure("a table is never empty") }
    return Bytes32(loading: start + offset)
  }
}

extension IndexTable {
  /// What an entry says of its copy; `nil` if it contradicts the table (a flipped bit).
  @inline(__always)
  func copy(_ entry: Int) -> IndexedCopy? {
    let packed = packedEntry(entry)
    guard packed.frame < layout.frameCount else { return nil }
    return copy(entry, packed, packedFrame(Int(packed.frame)))
  }

  /// The same of an entry and its frame that were looked up before.
  @inline(__always)
  func copy(_ entry: Int, _ packed: PackedEntry, _ frame: PackedFrame) -> IndexedCopy? {
    guard let kind = packed.kind, frame.pack < layout.packCount, packed.delta <= layout.deltaCount
    else { return nil }
    let delta = packed.delta == 0 ? nil : deltaRow(Int(packed.delta) - 1)
    if let delta, !(1...Limits.maxDeltaDepth ~= delta.depth) { return nil }
    return IndexedCopy(
      entry: entry, kind: kind, rawLength: packed.length, position: Int(packed.position),
      frame: frame, delta: delta)
  }

  /// Whether an entry says that its copy is a delta.
  @inline(__always)
  func isDelta(_ entry: Int) -> Bool {
    let row = layout.entries + entry * IndexTableLayout.entryBytes
    return load(row + 44, as: UInt32.self) != 0
  }

  /// The same with the names of chunk and pack.
  func location(_ copy: IndexedCopy) -> ChunkLocation {
    location(copy, ChunkID(id(copy.entry)))
  }

  func location(_ copy: IndexedCopy, _ id: ChunkID) -> ChunkLocation {
    let pack = pack(copy.frame.pack)
    return ChunkLocation(
      id: id, kind: copy.kind, rawLength: copy.rawLength, pack: pack.id,
      packLength: pack.length, frameOffset: copy.frame.offset,
      frame: FrameEntry(
        kind: copy.frame.kind, codec: copy.frame.codec, storedLength: copy.frame.storedLength,
        rawLength: copy.frame.rawLength, chunkCount: 0),
      position: copy.position, delta: copy.delta)
  }

  func deltaRow(_ index: Int) -> DeltaEntry {
    let row = layout.deltas + index * IndexTableLayout.deltaBytes
    return DeltaEntry(
      storedLength: Int(load(row + 16, as: UInt32.self)),
      base: ChunkPrefix(
        high: UInt64(bigEndian: load(row, as: UInt64.self)),
        low: UInt64(bigEndian: load(row + 8, as: UInt64.self))),
      depth: Int(load(row + 24, as: UInt32.self)),
      chainBytes: Int(load(row + 20, as: UInt32.self)))
  }
}
