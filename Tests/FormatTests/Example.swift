import Format
import Testing

/// A value, and the name of the block of FORMAT.md that shows its bytes.
struct Example: Sendable, CustomTestStringConvertible {
  let name: String
  let encoded: @Sendable () -> [UInt8]
  let reads: @Sendable (_ bytes: [UInt8]) throws -> Bool

  init<T: Structure>(_ name: String, _ value: T) {
    self.name = name
    encoded = { value.encoded() }
    reads = { try T(decoding: $0) == value }
  }

  /// Bytes that are only ever made, never read.
  init(_ name: String, bytes: @escaping @Sendable () -> [UInt8]) {
    self.name = name
    encoded = bytes
    reads = { _ in true }
  }

  var testDescription: String { name }
}

// The IDs of the examples repeat one byte, so that they can be recognised.

func hash(_ byte: UInt8) -> Bytes32 { Bytes32([UInt8](repeating: byte, count: 32)) ?? .zero }

func session(_ byte: UInt8) -> SessionID {
  guard let id = SessionID([UInt8](repeating: byte, count: 16)) else { fatalError("16 bytes") }
  return id
}

func fileName(_ text: String) -> FileName {
  guard let name = FileName(text.utf8) else { fatalError("no name: \(text)") }
  return name
}
