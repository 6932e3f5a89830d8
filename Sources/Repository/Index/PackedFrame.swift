import Format

/// A frame in 16 bytes: pack 32 bits, offset 28, stored length 24, raw length 24, codec and kind.
struct PackedFrame {
  let low, high: UInt64

  init(low: UInt64, high: UInt64) {
    self.low = low
    self.high = high
  }

  init(pack: Int, offset: Int, _ frame: FrameEntry) {
    low = UInt64(pack) | UInt64(offset) << 32
    high =
      UInt64(frame.storedLength) | UInt64(frame.rawLength) << 24
      | UInt64(frame.codec.rawValue) << 48 | UInt64(frame.kind.rawValue) << 56
  }

  var pack: Int { Int(low & 0xFFFF_FFFF) }
  var offset: Int { Int(low >> 32) }
  var storedLength: Int { Int(high & 0xFF_FFFF) }
  var rawLength: Int { Int(high >> 24 & 0xFF_FFFF) }
  var codec: Codec { high >> 48 & 0xFF == 0 ? .raw : .zstd }
  var kind: FrameKind { high >> 56 == 0 ? .data : .tree }
}
