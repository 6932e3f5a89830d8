import Format
import TestSupport

@testable import Sealing

extension FuzzedDecoder {
  /// Everything with an encoding of its own: whatever decodes encodes to the same bytes.
  static var structures: [FuzzedDecoder] {
    StructureType.all.map { structure($0.type) } + [pieceReferences, keySlot, storedRow]
  }

  private static func structure<T: Structure>(_ type: T.Type) -> FuzzedDecoder {
    FuzzedDecoder(
      T.decoderName.replacing(" ", with: "-"),
      seeds: {
        let examples = try FormatDocument().hex.sorted { $0.key < $1.key }.map(\.value)
        return examples.filter { T.refusal(of: $0) == nil }
          + random(40) { T.random(using: &$0).encoded() }
      },
      run: { bytes in
        guard let value = try? T(decoding: bytes) else { return }
        precondition(value.encoded() == bytes, "one value, two encodings")
      })
  }

  /// Of a piece that can be read, whoever follows references finds the same IDs.
  private static let pieceReferences = FuzzedDecoder(
    "piece-references", seeds: { random(40) { TreePiece.random(using: &$0).encoded() } },
    run: { bytes in
      let references = try? TreePieceReferences(decoding: bytes)
      guard let piece = try? TreePiece(decoding: bytes) else { return }
      precondition(references?.names(sameAs: piece) == true, "an ID that a prune does not see")
    })

  private static let keySlot = FuzzedDecoder(
    "key-slot",
    seeds: { random(20) { KeySlot.random(using: &$0)?.encoded ?? [] } },
    run: { bytes in
      guard let slot = try? KeySlot(decoding: bytes) else { return }
      precondition(slot.encoded == bytes, "one value, two encodings")
    })

  /// A row of the local database. Its checksum, which nobody hits by chance, is put right.
  private static let storedRow = FuzzedDecoder(
    "stored-row",
    seeds: { random(40) { Array(StoredRow.random(using: &$0).encoded().dropLast(8)) } },
    run: { bytes in
      var output = ByteWriter(capacity: bytes.count + 8)
      output.append(bytes)
      output.integer(StoredRow.checksum(bytes[...]))
      guard let row = try? StoredRow(decoding: output.bytes) else { return }
      precondition(row.encoded() == output.bytes, "one value, two encodings")
    })
}

extension StoredRow {
  fileprivate static func random(using random: inout SeededGenerator) -> StoredRow {
    StoredRow(
      tree: TreeReference(id: random.chunkID(), isList: random.chance(30)),
      entries: random.names(Int.random(in: 0...6, using: &random)).map { name in
        Entry(
          name: name, size: random.word(), modified: random.time(), changed: random.time(),
          inode: random.next(), isSettled: random.chance(50),
          fingerprint: random.chance(50)
            ? Fingerprint(high: random.next(), low: random.next()) : nil)
      })
  }
}

extension KeySlot {
  fileprivate static func random(using random: inout SeededGenerator) -> KeySlot? {
    guard let cost = ScryptCost(log2N: Int.random(in: 15...21, using: &random)) else { return nil }
    return KeySlot(
      id: random.bytes(idBytes), purpose: random.element(of: Purpose.allCases), cost: cost,
      created: Int64(truncatingIfNeeded: random.word()), label: random.text(upTo: maxLabelBytes),
      salt: random.bytes32(), commitment: random.bytes32(),
      sealedMasterKey: random.bytes(sealedMasterKeyBytes))
  }
}
