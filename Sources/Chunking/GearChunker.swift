/// Finds where chunks end: where a rolling hash over a keyed table falls below a threshold.
///
/// A cut depends on the 64 bytes before it alone, so after an insertion the cuts find each other
/// again, and equal files have equal chunks however they are read. The table is keyed, so that cut
/// points do not give away known files (FORMAT.md 4).
///
/// A value for one stream: it keeps how far the current chunk has been searched, so that growing
/// pieces of it are hashed once.
package struct GearChunker: Sendable {
  package let parameters: ChunkerParameters
  private let table: [UInt64]
  /// Bytes of the current chunk that are searched; the hash of the last 64 of them.
  private var position: Int
  private var hash: UInt64 = 0

  /// `nil` unless the table has 256 words.
  package init?(parameters: ChunkerParameters, table: [UInt64]) {
    guard table.count == 256 else { return nil }
    self.parameters = parameters
    self.table = table
    position = Self.start(parameters)
  }

  /// The length of the chunk that starts at the first of `bytes`; `nil` when it needs more bytes.
  ///
  /// After `nil` the next call gets the same bytes and more after them; after a length it gets the
  /// bytes from the new chunk's start.
  package mutating func cut(_ bytes: UnsafeRawBufferPointer) -> Int? {
    let end = min(bytes.count, parameters.maximalBytes)
    guard position < end || end == parameters.maximalBytes else { return nil }
    let found = search(bytes, end: end)
    guard found != nil || end == parameters.maximalBytes else { return nil }
    restart()
    return found ?? end
  }

  /// Like `cut` where the stream ends after `bytes`: what is left without a cut is one chunk.
  package mutating func cutLast(_ bytes: UnsafeRawBufferPointer) -> Int {
    let length = cut(bytes) ?? bytes.count
    restart()
    return length
  }

  /// Forgets the current chunk; the next call gets the start of another stream.
  package mutating func restart() {
    position = Self.start(parameters)
    hash = 0
  }

  /// The length of every chunk in an endless run of zeros but its first and last: the hash of 64
  /// equal bytes never changes, so it cuts at once or not at all.
  package var zeroChunkBytes: Int {
    // The sum of table[0] << i for i from 0 to 63.
    let hash = 0 &- table[0]
    return hash < parameters.threshold ? parameters.minimalBytes : parameters.maximalBytes
  }

  private static func start(_ parameters: ChunkerParameters) -> Int {
    parameters.minimalBytes - ChunkerParameters.windowBytes
  }

  /// Hashes from `position` on; the length at the first hash below the threshold.
  private mutating func search(_ bytes: UnsafeRawBufferPointer, end: Int) -> Int? {
    guard position < end, let start = bytes.baseAddress else { return nil }
    let octets = start.assumingMemoryBound(to: UInt8.self)
    let first = parameters.minimalBytes
    let threshold = parameters.threshold
    return table.withUnsafeBufferPointer { buffer in
      guard let table = buffer.baseAddress else { return nil }
      // Before the minimal length bytes are hashed but decide nothing; the last of them does.
      while position < min(first - 1, end) {
        hash = (hash << 1) &+ table[Int(octets[position])]
        position += 1
      }
      let scan = GearScan(octets: octets, table: table, threshold: threshold)
      let found = scan.first(from: position, to: end, hash: &hash)
      position = found ?? end
      return found
    }
  }
}
