package import FileTree
package import Format
package import Repository
import Sealing

/// What files hold that a snapshot names: to be written, compared with files that are there, or
/// hashed. One per worker; every byte is verified by its chunk's ID.
package final class NodeContents {
  private let reader: ChunkReader
  private let trees: TreeReader
  private let comparison: FileComparison

  package init(
    _ repository: Repository, _ reading: RepositoryReading, cache: FrameCache
  ) throws(RepositoryError) {
    reader = try ChunkReader(repository, renewal: reading.renewal, cache: cache)
    trees = TreeReader(reader)
    comparison = try FileComparison(repository, index: reading.index, trees)
  }

  /// Fills a file of the node's size, but for its holes. `written` hears of every piece, by its
  /// bytes; what it throws ends the writing.
  package func write(
    _ node: Node, to file: FileWriter, written: (Int) throws -> Void
  ) throws {
    var offset: UInt64 = 0
    try forEachChunk(of: node) { bytes in
      try bytes.withUnsafeBytes { bytes in
        for span in HoleSpans(node.holes, from: offset, to: offset + UInt64(bytes.count)) {
          let part = UnsafeRawBufferPointer(
            rebasing: bytes[Int(span.start - offset)..<Int(span.end - offset)])
          if span.isHole, part.isAllZeros { continue }
          try file.write(part, at: span.start)
        }
      }
      offset += UInt64(bytes.count)
      try written(bytes.count)
    }
  }

  /// Whether the open file holds what the node says.
  package func areThose(of node: Node, _ file: OpenFile) throws -> Bool {
    guard file.statusWhenOpened.size == node.size else { return false }
    var isEqual = true
    try comparison.forEachChunk(of: node, in: file) { _, _, isSame in
      isEqual = isSame
      return isSame
    }
    return isEqual
  }

  /// The SHA-256 of the bytes.
  package func digest(_ node: Node) throws -> Bytes32 {
    let hash = try SHA256()
    try forEachChunk(of: node) { try hash.update($0) }
    return try hash.finish()
  }

  /// All bytes of a file that has no more than `limit`; `nil` of a larger one.
  package func bytes(of node: Node, atMost limit: Int) throws -> [UInt8]? {
    guard node.size <= UInt64(limit) else { return nil }
    var all: [UInt8] = []
    try forEachChunk(of: node) { all += $0 }
    return all
  }

  /// Throws `damaged` if the chunks do not add up to the file's size [7.3-b].
  private func forEachChunk(of node: Node, _ body: ([UInt8]) throws -> Void) throws {
    var chunks = ChunkCursor(node, trees)
    var rest = node.size
    while let id = try chunks.next() {
      let bytes = try reader.read(id)
      guard UInt64(bytes.count) <= rest else { throw Self.wrongSize(node) }
      try body(bytes)
      rest -= UInt64(bytes.count)
    }
    guard rest == 0 else { throw Self.wrongSize(node) }
  }

  private static func wrongSize(_ node: Node) -> RepositoryError {
    .damaged("the chunks of a file do not add up to its size", at: node.name.lossyText)
  }
}
