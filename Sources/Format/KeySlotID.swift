/// The name of a key slot: 16 random bytes (FORMAT.md 3.2).
package struct KeySlotID: Hashable, Comparable, Sendable, CustomStringConvertible {
  package static let byteCount = 16
  package let bytes: [UInt8]

  /// From exactly 16 bytes; `nil` for any other count.
  package init?(_ bytes: some Collection<UInt8>) {
    guard bytes.count == Self.byteCount else { return nil }
    self.bytes = Array(bytes)
  }

  /// From the 32 lower-case hex digits that stand in file names.
  package init?(hex: some StringProtocol) {
    guard let bytes = Hex.decode(hex) else { return nil }
    self.init(bytes)
  }

  package var description: String { Hex.encode(bytes) }

  package static func < (left: Self, right: Self) -> Bool {
    left.bytes.lexicographicallyPrecedes(right.bytes)
  }
}
