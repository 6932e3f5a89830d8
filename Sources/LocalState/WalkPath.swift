/// The path of a folder below its source, spelled so that bytes compare as a walk meets folders.
///
/// A walk visits a folder, then everything below it, then the next one; with names in the order of
/// their bytes. Compared as they are, the paths `a`, `a-`, `a/b` ascend, for `-` is smaller than
/// `/`. With 0x00 for `/`, which no name holds and nothing is smaller than, `a/b` precedes `a-`.
struct WalkPath: Hashable, Comparable {
  /// Folders with longer paths have no rows: each holds the whole path, so that a thousand levels
  /// of long names would take gigabytes. Their files are read each time.
  static let maxStoredBytes = 1 << 15

  let bytes: [UInt8]

  /// From components joined by `/`; empty for the source itself.
  init(_ path: [UInt8]) {
    bytes = path.map { $0 == UInt8(ascii: "/") ? 0 : $0 }
  }

  /// From what the database holds.
  init(stored bytes: [UInt8]) {
    self.bytes = bytes
  }

  static func < (left: Self, right: Self) -> Bool {
    left.bytes.lexicographicallyPrecedes(right.bytes)
  }

  /// Whether `other` lies in this folder, however deep; no folder lies in itself.
  func contains(_ other: WalkPath) -> Bool {
    guard !bytes.isEmpty else { return !other.bytes.isEmpty }
    return other.bytes.count > bytes.count && other.bytes[bytes.count] == 0
      && other.bytes.starts(with: bytes)
  }
}
