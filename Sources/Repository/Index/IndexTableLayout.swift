import Format

/// Where the sections of an `IndexTable` start, which follows from how many rows each has.
///
/// ```
/// head      256 bytes: magic, counts, and a hash over them and the runs, packs and lost rows
/// runs      56 a row: session 16, number 8, hash 32
/// packs     40 a row: ID 32, length 4, row of the run that names it 4
/// lost      64 a row: pack 32, chunk 32
/// frames    16 a row, `PackedFrame`
/// deltas    32 a row: base 16, stored length 4, chain bytes 4, depth 4, zero 4
/// entries   48 a row: ID 32, `PackedEntry` 16; sorted by ID, copies of one chunk side by side
/// filter    64 a block, `IndexFilter`
/// ```
struct IndexTableLayout: Equatable {
  static let magic: UInt64 = 0x3278_6469_6C74_726D  // "mrtlidx2"
  static let headBytes = 256
  static let runBytes = 56
  static let packBytes = 40
  static let lostBytes = 64
  static let frameBytes = 16
  static let deltaBytes = 32
  static let entryBytes = 48
  /// Stands for the run of a pack that no run names.
  static let noRun = UInt32.max

  let runCount, packCount, lostCount, frameCount, deltaCount, entryCount: Int

  var runs: Int { Self.headBytes }
  var packs: Int { runs + runCount * Self.runBytes }
  var lost: Int { packs + packCount * Self.packBytes }
  /// The sections that are read on every opening, and covered by the hash in the head, end here.
  var checkedEnd: Int { lost + lostCount * Self.lostBytes }
  var frames: Int { Self.aligned(checkedEnd) }
  var deltas: Int { Self.aligned(frames + frameCount * Self.frameBytes) }
  var entries: Int { Self.aligned(deltas + deltaCount * Self.deltaBytes) }
  var filter: Int { Self.aligned(entries + entryCount * Self.entryBytes) }
  var filterBlocks: Int { IndexFilter.blocks(for: entryCount) }
  var byteCount: Int { filter + filterBlocks * IndexFilter.blockBytes }

  // A row never straddles a cache line more than it must.
  private static func aligned(_ offset: Int) -> Int { (offset + 63) & ~63 }

  /// The counts in the order in which the head holds them, after the magic.
  var counts: [Int] { [runCount, packCount, lostCount, frameCount, deltaCount, entryCount] }

  init(runs: Int, packs: Int, lost: Int, frames: Int, deltas: Int, entries: Int) {
    runCount = runs
    packCount = packs
    lostCount = lost
    frameCount = frames
    deltaCount = deltas
    entryCount = entries
  }

  /// Reads the head; `nil` unless the region has exactly the length that the counts ask for.
  init?(head region: UnsafeRawBufferPointer) {
    guard region.count >= Self.headBytes else { return nil }
    func word(_ index: Int) -> UInt64 {
      region.loadUnaligned(fromByteOffset: index * 8, as: UInt64.self)
    }
    guard word(0) == Self.magic else { return nil }
    let counts = (1...6).map { word($0) }
    guard counts.allSatisfy({ $0 <= UInt64(UInt32.max) }) else { return nil }
    self.init(
      runs: Int(counts[0]), packs: Int(counts[1]), lost: Int(counts[2]), frames: Int(counts[3]),
      deltas: Int(counts[4]), entries: Int(counts[5]))
    guard byteCount == region.count else { return nil }
  }
}
