/// The name of one entry of a folder: raw bytes, not text (FORMAT.md 7.3).
///
/// Linux names are bytes; two names that look alike are two names. Sorted by bytes everywhere.
package struct FileName: Hashable, Comparable, Sendable {
  package static let maxBytes = 255
  package let bytes: [UInt8]

  /// `nil` unless 1–255 bytes without `/` and NUL, and neither `.` nor `..`.
  package init?(_ bytes: some Sequence<UInt8>) {
    let bytes = Array(bytes)
    guard !bytes.isEmpty, bytes.count <= Self.maxBytes else { return nil }
    guard !bytes.contains(where: { $0 == 0 || $0 == UInt8(ascii: "/") }) else { return nil }
    guard bytes.count > 2 || bytes.contains(where: { $0 != UInt8(ascii: ".") }) else { return nil }
    self.bytes = bytes
  }

  package static func < (left: Self, right: Self) -> Bool {
    left.bytes.withUnsafeBytes { left in
      right.bytes.withUnsafeBytes { right in left.lexicographicallyPrecedes(right) }
    }
  }

  /// For the places of errors: as `NameText` has it.
  package var text: String { NameText.text(bytes) }

  /// For messages only: bytes that are not UTF-8 appear as U+FFFD.
  package var lossyText: String { String(decoding: bytes, as: UTF8.self) }
}
