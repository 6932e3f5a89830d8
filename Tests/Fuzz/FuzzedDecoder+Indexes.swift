import Format
import TestSupport

@testable import Repository

extension FuzzedDecoder {
  /// Files of the local index, which somebody else may have written.
  static var indexes: [FuzzedDecoder] { [indexFile, indexTable] }

  /// The bytes as they are; only the hash over head and packs is put right.
  private static let indexFile = FuzzedDecoder(
    "index-file", seeds: { random(20) { tableBytes(using: &$0) } },
    run: { bytes in
      guard bytes.count >= IndexTableLayout.headBytes else { return }
      use(bytes)
    })

  /// Six bytes count the rows of each section; the rest fills the sections, over and over.
  private static let indexTable = FuzzedDecoder(
    "index-table", seeds: { random(20) { $0.bytes(200) } },
    run: { bytes in
      guard bytes.count > 6 else { return }
      let counts = bytes.prefix(6).map { Int($0 & 31) }
      let layout = IndexTableLayout(
        runs: counts[0], packs: counts[1], lost: counts[2], frames: counts[3], deltas: counts[4],
        entries: counts[5])
      let rest = Array(bytes[6...])
      var region = (0..<layout.byteCount).map { rest[$0 % rest.count] }
      var head = ByteWriter(capacity: IndexTableLayout.headBytes)
      for word in [IndexTableLayout.magic] + layout.counts.map(UInt64.init) { head.integer(word) }
      region.replaceSubrange(0..<head.bytes.count, with: head.bytes)
      use(region)
    })

  private static func tableBytes(using random: inout SeededGenerator) -> [UInt8] {
    guard let table = try? IndexFolder.table(of: .random(using: &random)) else { return [] }
    return Array(table.region)
  }

  /// Opens a table, asks for everything in it, and merges it with itself.
  private static func use(_ bytes: [UInt8]) {
    guard let memory = try? IndexMemory.anonymous(bytes.count) else { return }
    memory.bytes.copyBytes(from: bytes)
    let region = UnsafeRawBufferPointer(memory.bytes)
    guard let layout = IndexTableLayout(head: region),
      let hash = try? IndexTable.headHash(region, layout), let start = memory.bytes.baseAddress
    else { return }
    hash.store(to: start + IndexTable.headHashOffset)
    guard let table = (try? IndexTable.opening(memory)) ?? nil else { return }
    ask(table)
    let merged = IndexTableLayout(merging: [table, table])
    guard let room = try? IndexMemory.anonymous(merged.byteCount) else { return }
    let builder = IndexTableBuilder(merged, filling: room.bytes)
    guard (try? builder.fill(merging: [table, table])) != nil else { return }
    ask(IndexTable(layout: merged, memory: room))
  }

  private static func ask(_ table: IndexTable) {
    let state = RepositoryState(
      epoch: 0, verdict: 0, condemned: [], dropped: [], removed: [], runs: [], snapshots: [],
      outcomes: [:], damage: [])
    let index = ChunkIndex(
      tables: [table], state: state, purpose: .reading, damage: [], packIsThere: { _, _ in true })
    _ = (table.runs, index.packs)
    for entry in 0..<table.entryCount {
      let id = ChunkID(table.id(entry))
      for copy in index.copies(of: id) {
        precondition(copy.position + copy.formLength <= copy.frame.rawLength)
        precondition(copy.frameOffset + copy.frame.storedLength <= copy.packLength)
      }
      _ = (index.location(of: id), index.numbered(id), table.entries(id.bytes.prefix))
    }
  }
}
