package import Format

/// The name of a conflict copy: `name.conflict-YYYYMMDD-<root label>-<8 hex digits>.ext`.
///
/// Date (of the modification time, in UTC), label and digits (of the content's SHA-256) are those
/// of the version that lost the name, so that every machine gives it the same one. A conflict copy
/// that is itself in conflict gets a fresh mark in place of its own, never a second one.
package enum ConflictName {
  /// Longer extensions are taken for a part of the name.
  static let maxExtensionBytes = 16

  private static let mark = Array(".conflict-".utf8)
  private static let digestDigits = 8

  /// The name for `node` of the root called `label`; `digest` gives the SHA-256 of a content, and
  /// `isTaken` tells which names are not free.
  ///
  /// Where the name is taken, `-2`, `-3` … follow the digits: whatever has it, even an equal
  /// content, may be about to be deleted.
  package static func name(
    for node: MirrorNode, label: RootLabel, digest: (ContentID) -> Bytes32,
    isTaken: (FileName) -> Bool
  ) -> FileName {
    let (stem, ending) = parts(of: unmarked(node.name.bytes))
    let date = date(node.metadata.modified)
    let insert = mark + Array("\(date)-\(label.text)-\(digits(node, digest))".utf8)
    var number = 1
    while true {
      let suffix = (number == 1 ? [] : Array("-\(number)".utf8)) + ending
      let room = FileName.maxBytes - insert.count - suffix.count
      if let name = FileName(shortened(stem, to: room) + insert + suffix), !isTaken(name) {
        return name
      }
      number += 1
    }
  }

  /// Whether a mark is in the name: what `martlet mirror conflicts` looks for.
  package static func isConflictCopy(_ name: FileName) -> Bool {
    unmarked(name.bytes).count < name.bytes.count
  }

  /// The name as it was before it became a conflict copy's.
  private static func unmarked(_ name: [UInt8]) -> [UInt8] {
    guard name.count > mark.count else { return name }
    for start in name.indices.dropFirst().dropLast(mark.count)
    where name[start...].starts(with: mark) {
      let rest = name[(start + mark.count)...]
      let body = rest.prefix { $0 != UInt8(ascii: ".") }
      if isMarkBody(body) { return Array(name[..<start] + rest[body.endIndex...]) }
    }
    return name
  }

  /// `YYYYMMDD-label-hhhhhhhh`, or that and `-number`.
  private static func isMarkBody(_ body: ArraySlice<UInt8>) -> Bool {
    var fields = body.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
    guard fields.count >= 3, fields[0].count == 8, fields[0].allSatisfy(isDigit) else {
      return false
    }
    if fields.count > 3, let last = fields.last, !last.isEmpty, last.count < digestDigits,
      last.allSatisfy(isDigit)
    {
      fields.removeLast()
    }
    guard fields.count >= 3, let digest = fields.last else { return false }
    return digest.count == digestDigits
      && digest.allSatisfy { isDigit($0) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains($0) }
  }

  private static func isDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
  }

  /// What is before the last dot, and the rest with it; a dot file has no extension.
  private static func parts(of name: [UInt8]) -> (stem: [UInt8], ending: [UInt8]) {
    guard let dot = name.lastIndex(of: UInt8(ascii: ".")), dot > 0,
      name[..<dot].contains(where: { $0 != UInt8(ascii: ".") }),
      name.count - dot <= maxExtensionBytes
    else { return (name, []) }
    return (Array(name[..<dot]), Array(name[dot...]))
  }

  /// At most `count` bytes, and no UTF-8 sequence cut apart.
  private static func shortened(_ stem: [UInt8], to count: Int) -> ArraySlice<UInt8> {
    guard stem.count > count else { return stem[...] }
    var end = max(count, 0)
    while end > 0, stem[end] & 0xC0 == 0x80 { end -= 1 }
    return stem[..<end]
  }

  private static func digits(
    _ node: MirrorNode, _ digest: (ContentID) -> Bytes32
  ) -> String {
    switch node.content {
    case .file(let content, _): Hex.encode(digest(content).bytes.prefix(digestDigits / 2))
    case .symlink(_, let sha256): Hex.encode(sha256.bytes.prefix(digestDigits / 2))
    case .special(let kind, let device):
      // It has no bytes; its kind and device numbers stand where their digest would.
      Hex.encode([kind.rawValue, UInt8(truncatingIfNeeded: device >> 32)])
        + Hex.encode([UInt8(truncatingIfNeeded: device >> 8), UInt8(truncatingIfNeeded: device)])
    case .folder, .sealed, .unknown: String(repeating: "0", count: digestDigits)
    }
  }

  /// YYYYMMDD in UTC; a year that has not four digits becomes the nearest that has.
  private static func date(_ time: Timestamp) -> String {
    let secondsPerDay: Int64 = 86_400
    let days = time.seconds / secondsPerDay - (time.seconds % secondsPerDay < 0 ? 1 : 0)
    // 0000-03-01 to 9999-12-31, counted from 0000-03-01, from where leap days end years.
    let day = min(max(days, -719_468), 2_932_896) + 719_468
    let era = day / 146_097
    let dayOfEra = day - era * 146_097
    let year = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * year + year / 4 - year / 100)
    let month = (5 * dayOfYear + 2) / 153
    let calendarMonth = month < 10 ? month + 3 : month - 9
    let dayOfMonth = dayOfYear - (153 * month + 2) / 5 + 1
    let calendarYear = year + era * 400 + (calendarMonth <= 2 ? 1 : 0)
    return padded(calendarYear, 4) + padded(calendarMonth, 2) + padded(dayOfMonth, 2)
  }

  private static func padded(_ number: Int64, _ width: Int) -> String {
    let text = String(number)
    return String(repeating: "0", count: max(0, width - text.count)) + text
  }
}
