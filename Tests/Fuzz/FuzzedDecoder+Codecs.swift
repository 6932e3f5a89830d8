import Format
import TestSupport

@testable import Sealing

extension FuzzedDecoder {
  /// zstd frames and deltas whose raw lengths are whatever the input says.
  static var codecs: [FuzzedDecoder] { [frame, delta] }

  /// Three bytes of raw length, then a frame.
  private static let frame = FuzzedDecoder(
    "zstd-frame", maxAllocationMebibytes: 160,
    seeds: {
      random(40) { random in
        let raw = random.compressible()
        return length(raw.count) + (compressed(raw, base: []) ?? raw)
      }
    },
    run: { bytes in
      guard let count = rawLength(bytes) else { return }
      expectSame(count) { decompressor, destination throws(SealingError) in
        try bytes.dropFirst(3).withContiguousBytes { source throws(SealingError) in
          try decompressor.decompress(source, into: destination)
        }
      }
    })

  /// Three bytes of raw length, one that says how long the base is, the base, a delta.
  private static let delta = FuzzedDecoder(
    "delta", maxAllocationMebibytes: 160,
    seeds: {
      random(40) { random in
        let base = Array(random.compressible().prefix(255))
        let raw = base + random.compressible()
        return length(raw.count) + [UInt8(base.count)] + base + (compressed(raw, base: base) ?? [])
      }
    },
    run: { bytes in
      guard let count = rawLength(bytes), bytes.count > 3 else { return }
      let base = Array(bytes[4...].prefix(Int(bytes[3])))
      expectSame(count) { decompressor, destination throws(SealingError) in
        try bytes.dropFirst(4 + base.count).withContiguousBytes { source throws(SealingError) in
          try base[...].withContiguousBytes { base throws(SealingError) in
            try decompressor.decompressDelta(source, base: base, into: destination)
          }
        }
      }
    })

  /// Decodes twice over different bytes: a byte that was not written would differ.
  private static func expectSame(
    _ count: Int,
    _ decode: (Decompressor, UnsafeMutableRawBufferPointer) throws(SealingError) -> Void
  ) {
    guard let decompressor = try? Decompressor() else { return }
    let results = [UInt8(0x55), 0xAA].map { filler -> [UInt8]? in
      var bytes = [UInt8](repeating: filler, count: count)
      let isDecoded = bytes.withUnsafeMutableBytes { (try? decode(decompressor, $0)) != nil }
      return isDecoded ? bytes : nil
    }
    precondition(results[0] == results[1], "bytes that nobody wrote")
  }

  /// Up to 128 KiB, so that it is not the filling of buffers that is measured.
  private static func rawLength(_ bytes: [UInt8]) -> Int? {
    guard bytes.count >= 3 else { return nil }
    return Int(bytes[0]) | Int(bytes[1]) << 8 | Int(bytes[2] & 1) << 16
  }

  private static func length(_ count: Int) -> [UInt8] {
    [UInt8(count & 0xFF), UInt8(count >> 8 & 0xFF), UInt8(count >> 16)]
  }

  static func compressed(_ raw: [UInt8], base: [UInt8]) -> [UInt8]? {
    var bytes = [UInt8](repeating: 0, count: raw.count + 1_024)
    let capacity = bytes.count
    let count = bytes.withUnsafeMutableBytes { destination in
      try? raw[...].withContiguousBytes { source throws(SealingError) -> Int? in
        let compressor = try Compressor(level: .standard)
        guard !base.isEmpty else { return try compressor.compress(source, into: destination) }
        return try base[...].withContiguousBytes { base throws(SealingError) in
          try compressor.compressDelta(source, base: base, into: destination)
        }
      }
    }
    guard let count = count ?? nil, count <= capacity else { return nil }
    return Array(bytes.prefix(count))
  }
}

extension ArraySlice<UInt8> {
  fileprivate func withContiguousBytes<T>(
    _ body: (UnsafeRawBufferPointer) throws(SealingError) -> T
  ) throws(SealingError) -> T {
    try Array(self).withRawBytes(body)
  }
}

extension SeededGenerator {
  /// Up to some hundred bytes with repetitions.
  mutating func compressible() -> [UInt8] {
    let words = (0..<4).map { _ in bytes(Int.random(in: 1...9, using: &self)) }
    return (0..<Int.random(in: 1...60, using: &self)).flatMap { _ in element(of: words) }
  }
}
