/// The plaintext of a sealed file or of a pack directory: the payload, how it is compressed, and
/// zeros that hide how long it is (FORMAT.md 3.6).
///
/// The payload is as stored: whoever opens the box decompresses it and compares `rawLength`.
package struct BoxContents: Equatable, Sendable {
  /// Codec, raw length, payload length.
  package static let headerBytes = 17
  /// What sealing adds: nonce and tag (FORMAT.md 3.5).
  package static let sealingBytes = 40

  package let codec: Codec
  package let rawLength: Int
  package let payload: ArraySlice<UInt8>

  package init(codec: Codec, rawLength: Int, payload: ArraySlice<UInt8>) {
    self.codec = codec
    self.rawLength = rawLength
    self.payload = payload
  }

  /// A payload that is not compressed.
  package init(raw: [UInt8]) {
    self.init(codec: .raw, rawLength: raw.count, payload: raw[...])
  }

  /// Refuses a raw length over `rawLimit`, and anything but zeros after the payload [3.6-b].
  ///
  /// How many zeros there are is the writer's business.
  package init(decoding bytes: [UInt8], rawLimit: Int) throws(FormatError) {
    var input = ByteReader(bytes)
    codec = try input.choice("codec")
    let rawOffset = input.offset
    let raw: UInt64 = try input.integer("raw length")
    guard raw <= UInt64(rawLimit) else {
      throw FormatError(
        field: "raw length", offset: rawOffset, problem: "\(raw) is over the limit \(rawLimit)")
    }
    rawLength = Int(raw)
    let lengthOffset = input.offset
    let length: UInt64 = try input.integer("payload length")
    guard length <= UInt64(input.remaining) else {
      throw FormatError(
        field: "payload length", offset: lengthOffset,
        problem: "\(length) do not fit in the \(input.remaining) bytes left")
    }
    guard codec != .raw || length == raw else {
      throw FormatError(
        field: "payload length", offset: lengthOffset, problem: "\(length) is not the raw length")
    }
    let end = input.offset + Int(length)
    if let other = bytes[end...].firstIndex(where: { $0 != 0 }) {
      throw FormatError(field: "padding", offset: other, problem: "not zero")
    }
    payload = bytes[input.offset..<end]
  }

  package func encoded(padding: BoxPadding) -> [UInt8] {
    let length = Self.headerBytes + payload.count
    let padded = padding.padded(length)
    var output = ByteWriter(capacity: padded)
    output.integer(codec.rawValue)
    output.integer(UInt64(rawLength))
    output.integer(UInt64(payload.count))
    output.append(payload)
    output.zeros(padded - length)
    return output.bytes
  }
}
