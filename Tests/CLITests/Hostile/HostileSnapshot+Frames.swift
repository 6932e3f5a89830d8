import Format
import Repository

@testable import Sealing

// MARK: frames

extension HostileSnapshot {
  static let frames: [HostileSnapshot] = [
    HostileSnapshot("a frame that is longer than it says", .damagedContents) { hostile in
      try frame(hostile, said: 1_000, .zstd, zstd([UInt8](repeating: 1, count: 2_000)))
    },
    HostileSnapshot("a frame that is shorter than it says", .damagedContents) { hostile in
      try frame(hostile, said: 8_000_000, .zstd, zstd([UInt8](repeating: 1, count: 2_000)))
    },
    HostileSnapshot("a frame of some gigabytes", .damagedContents) { hostile in
      // Blocks of 128 KiB that are one byte, repeated: four bytes each.
      let block: [UInt8] = [0x02, 0x00, 0x10, 0x41]
      let blocks = (0..<30_000).flatMap { _ in block }
      return try frame(
        hostile, said: 8_000_000, .zstd, [0, 0x50] + blocks + [0x03, 0, 0x10, 0x41])
    },
    HostileSnapshot("a window of two gigabytes", .damagedContents) { hostile in
      try frame(hostile, said: 1_000, .zstd, [0, 21 << 3, 0x03, 0x1F, 0x00, 0x41])
    },
    HostileSnapshot("a frame of noise", .damagedContents) { hostile in
      try frame(hostile, said: 1_000, .zstd, (0..<500).map { UInt8(truncatingIfNeeded: $0 * 77) })
    },
    HostileSnapshot("contents that are not what their ID says", .damagedContents) { hostile in
      try frame(hostile, said: 1_000, .raw, [UInt8](repeating: 7, count: 1_000))
    },
    HostileSnapshot("a tree that is not what its ID says") { hostile in
      let piece = rawPiece(["a"])
      let id = try hostile.id(.treePiece, [1])
      try hostile.storeFrame(
        [ChunkEntry(id: id, kind: .treePiece, rawLength: piece.count)], rawLength: piece.count,
        codec: .raw, piece)
      return try hostile.commit(folder: TreeReference(id: id, isList: false))
    },
  ]

  /// A file of one chunk whose frame holds `payload`.
  private static func frame(
    _ hostile: HostileRepository, said: Int, _ codec: Codec, _ payload: [UInt8]
  ) throws -> SnapshotID {
    let id = try hostile.id(.data, [UInt8](repeating: 1, count: said) + payload)
    try hostile.storeFrame(
      [ChunkEntry(id: id, kind: .data, rawLength: said)], rawLength: said, codec: codec, payload)
    return try hostile.commit(folder: hostile.folder([.file("f", said, [id])]))
  }

  private static func zstd(_ raw: [UInt8]) throws -> [UInt8] {
    try Compressor(level: .standard).compressed(raw) ?? raw
  }
}

// MARK: deltas

extension HostileSnapshot {
  static let deltas: [HostileSnapshot] = [
    HostileSnapshot("a delta that is its own base") { hostile in
      let id = try hostile.id(.data, Array("own base".utf8))
      try delta(hostile, id, base: id)
      return try hostile.commit(folder: hostile.folder([.file("f", 100, [id])]))
    },
    HostileSnapshot("two deltas, each the other's base") { hostile in
      let ids = try (0..<2).map { try hostile.id(.data, Array("circle \($0)".utf8)) }
      for (id, base) in zip(ids, ids.reversed()) { try delta(hostile, id, base: base) }
      return try hostile.commit(folder: hostile.folder([.file("f", 200, ids)]))
    },
    HostileSnapshot("a chain of nine deltas that says one") { hostile in
      var base = try hostile.store(.data, Array("the end of a chain".utf8))
      for step in 0..<9 {
        let id = try hostile.id(.data, Array("chain \(step)".utf8))
        try delta(hostile, id, base: base)
        base = id
      }
      return try hostile.commit(folder: hostile.folder([.file("f", 100, [base])]))
    },
    HostileSnapshot("a delta whose base is nowhere") { hostile in
      let id = try hostile.id(.data, Array("no base".utf8))
      try delta(hostile, id, base: ChunkID(.zero))
      return try hostile.commit(folder: hostile.folder([.file("f", 100, [id])]))
    },
    HostileSnapshot("a delta of noise", .damagedContents) { hostile in
      let base = try hostile.store(.data, Array("a base of noise".utf8))
      let id = try hostile.id(.data, Array("noise".utf8))
      try delta(hostile, id, base: base)
      return try hostile.commit(folder: hostile.folder([.file("f", 100, [id])]))
    },
    HostileSnapshot("a delta of 8 MiB in ten bytes", .damagedContents) { hostile in
      let base = try hostile.store(.data, Array("a base of much".utf8))
      let id = try hostile.id(.data, Array("much".utf8))
      try delta(
        hostile, id, base: base, rawLength: Limits.maxChunkBytes, [0, 0x50, 0x03, 0, 0x10, 0x41])
      return try hostile.commit(
        folder: hostile.folder([.file("f", Limits.maxChunkBytes, [id])]))
    },
    HostileSnapshot("64 copies of each of eight bases") { hostile in
      var base = try hostile.id(.data, Array("many 8".utf8))
      for step in (0..<8).reversed() {
        let id = try hostile.id(.data, Array("many \(step)".utf8))
        for _ in 0..<64 { try delta(hostile, id, base: base) }
        base = id
      }
      return try hostile.commit(folder: hostile.folder([.file("f", 100, [base])]))
    },
  ]

  /// A delta that says what it likes.
  private static func delta(
    _ hostile: HostileRepository, _ id: ChunkID, base: ChunkID, rawLength: Int = 100,
    _ bytes: [UInt8] = [1, 2, 3, 4, 5, 6, 7, 8, 9]
  ) throws {
    let entry = DeltaEntry(
      storedLength: bytes.count, base: base.bytes.prefix, depth: 1, chainBytes: bytes.count)
    try hostile.storeFrame(
      [ChunkEntry(id: id, kind: .data, rawLength: rawLength, delta: entry)],
      rawLength: bytes.count, codec: .raw, bytes)
  }
}
