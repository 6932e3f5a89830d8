import Sealing
import TestSupport

/// Both codecs on arrays.
struct Codec {
  let compressor: Compressor
  let decompressor: Decompressor

  init(level: CompressionLevel) throws {
    compressor = try Compressor(level: level)
    decompressor = try Decompressor()
  }

  func compress(_ source: [UInt8], capacity: Int? = nil) throws -> [UInt8]? {
    var output = [UInt8](repeating: 0, count: capacity ?? source.count + 1000)
    let count = try source.withRaw { source in
      try output.withUnsafeMutableBytes { try compressor.compress(source, into: $0) }
    }
    return count.map { Array(output.prefix($0)) }
  }

  func compressDelta(_ source: [UInt8], base: [UInt8], capacity: Int? = nil) throws -> [UInt8]? {
    var output = [UInt8](repeating: 0, count: capacity ?? source.count + 1000)
    let count = try source.withRaw { source in
      try base.withRaw { base in
        try output.withUnsafeMutableBytes {
          try compressor.compressDelta(source, base: base, into: $0)
        }
      }
    }
    return count.map { Array(output.prefix($0)) }
  }

  func decompress(_ source: [UInt8], count: Int) throws -> [UInt8] {
    var output = [UInt8](repeating: 0, count: count)
    try source.withRaw { source in
      try output.withUnsafeMutableBytes { try decompressor.decompress(source, into: $0) }
    }
    return output
  }

  func decompressDelta(_ source: [UInt8], base: [UInt8], count: Int) throws -> [UInt8] {
    var output = [UInt8](repeating: 0, count: count)
    try source.withRaw { source in
      try base.withRaw { base in
        try output.withUnsafeMutableBytes {
          try decompressor.decompressDelta(source, base: base, into: $0)
        }
      }
    }
    return output
  }
}

extension [UInt8] {
  func withRaw<Result>(_ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result {
    try withUnsafeBytes(body)
  }
}

extension SeededGenerator {
  /// Lines of words, so that there is something to find for a compressor.
  mutating func compressibleBytes(_ count: Int) -> [UInt8] {
    let words = (0..<64).map { _ in
      (0..<Int.random(in: 2...9, using: &self)).map { _ in
        UInt8.random(in: UInt8(ascii: "a")...UInt8(ascii: "z"), using: &self)
      }
    }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(count + 16)
    while bytes.count < count {
      bytes += words[Int.random(in: 0..<words.count, using: &self)] + [UInt8(ascii: " ")]
    }
    return Array(bytes.prefix(count))
  }
}
