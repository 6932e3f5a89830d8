import Format

/// "Certainly not here" for most IDs that are not in a table, at the price of one cache line.
///
/// A blocked Bloom filter (Putze, Sanders, Singler, "Cache-, Hash- and Space-Efficient Bloom
/// Filters", 2007): the ID's first word picks a block of 512 bits, its second word six bits in it.
/// IDs are keyed hashes, uniform already, so nothing is hashed again. 56 IDs a block are 9.1 bits
/// each, of which about 3 % of unknown IDs pass.
enum IndexFilter {
  static let blockBytes = 64
  private static let idsPerBlock = 56

  static func blocks(for entryCount: Int) -> Int {
    max(1, (entryCount + idsPerBlock - 1) / idsPerBlock)
  }

  @inline(__always)
  static func insert(
    _ prefix: ChunkPrefix, into filter: UnsafeMutableRawPointer, blocks: Int
  ) {
    let block = filter + blockOffset(prefix, blocks: blocks)
    var bits = prefix.low
    for _ in 0..<6 {
      let bit = Int(bits & 511)
      let byte = block.load(fromByteOffset: bit >> 3, as: UInt8.self)
      block.storeBytes(of: byte | 1 << UInt8(bit & 7), toByteOffset: bit >> 3, as: UInt8.self)
      bits >>= 9
    }
  }

  @inline(__always)
  static func mayContain(
    _ prefix: ChunkPrefix, in filter: UnsafeRawPointer, blocks: Int
  ) -> Bool {
    let block = filter + blockOffset(prefix, blocks: blocks)
    var bits = prefix.low
    for _ in 0..<6 {
      let bit = Int(bits & 511)
      let byte = block.load(fromByteOffset: bit >> 3, as: UInt8.self)
      if byte & (1 << UInt8(bit & 7)) == 0 { return false }
      bits >>= 9
    }
    return true
  }

  // The high half of a product spreads the word over any number of blocks, without a division.
  @inline(__always)
  private static func blockOffset(_ prefix: ChunkPrefix, blocks: Int) -> Int {
    Int(prefix.high.multipliedFullWidth(by: UInt64(blocks)).high) * blockBytes
  }
}
