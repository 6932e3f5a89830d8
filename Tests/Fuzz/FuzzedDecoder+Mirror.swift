import Format
import TestSupport

extension FuzzedDecoder {
  /// What a mirror reads from files and from the kernel, and texts that two people have edited.
  static var mirror: [FuzzedDecoder] { [json, watchRecords, textMerge] }

  /// A value that reads is written as a text that reads as the same value.
  private static let json = FuzzedDecoder(
    "json",
    seeds: {
      [
        #"{"schema":1,"type":"plan","a":{"path":"/a","born":[-5,7]},"renames":true,"b":null}"#,
        #"["\ud83d\ude00\n",1.5e3,-0,[{}],"",false]"#, #"{"size":18446744073709551615}"#,
      ].map { Array($0.utf8) }
    },
    run: { bytes in
      guard let value = try? JSON(parsing: bytes) else { return }
      precondition((try? JSON(parsing: Array(value.line.utf8))) == value, "another value")
    })

  private static let watchRecords = FuzzedDecoder(
    "watch-records",
    seeds: {
      random(20) { random in
        var output = ByteWriter()
        for name in random.names(Int.random(in: 0...4, using: &random)) {
          output.integer(Int32(truncatingIfNeeded: random.next()))
          output.integer(UInt32(truncatingIfNeeded: random.next()))
          output.integer(UInt32(truncatingIfNeeded: random.next()))
          output.integer(UInt32(name.bytes.count + 1))
          output.append(name.bytes + [0])
        }
        return output.bytes
      }
    },
    run: { bytes in
      let records = bytes.withUnsafeBytes { InotifyRecord.all(in: $0) }
      precondition(records.count <= bytes.count / 16, "more records than there is room for")
    })

  /// Three texts, apart at bytes 0xFE: whoever is A, the merge is the same, and what only one side
  /// touched is that side's.
  private static let textMerge = FuzzedDecoder(
    "text-merge", maxAllocationMebibytes: 4,
    seeds: {
      ["1\n2\n3\n\u{FE}1a\n2\n3\n\u{FE}1\n2\n3b\n", "\u{FE}a\n\u{FE}b\n", "a\na\n\u{FE}a\n\u{FE}a"]
        .map { $0.unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) } }
    },
    run: { bytes in
      let texts = bytes.split(separator: 0xFE, omittingEmptySubsequences: false).map(Array.init)
      guard texts.count == 3 else { return }
      let merged = TextMerge.merge(baseline: texts[0], a: texts[1], b: texts[2])
      let exchanged = TextMerge.merge(baseline: texts[0], a: texts[2], b: texts[1])
      precondition(merged == exchanged, "A and B differ")
      let same = TextMerge.merge(baseline: texts[0], a: texts[1], b: texts[1])
      precondition(same == .merged(texts[1]), "equal edits are a conflict")
    })
}
