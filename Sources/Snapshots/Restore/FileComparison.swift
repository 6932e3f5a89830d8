import FileTree
import Format
import Repository
import Sealing
import Storage
import SystemPackage

/// Compares files of the target with what a snapshot says, chunk by chunk by their IDs: nothing is
/// read from the repository but lists. One per worker.
final class FileComparison {
  private let index: ChunkIndex
  private let trees: TreeReader
  private let hasher: ChunkHasher
  private var buffer: [UInt8] = []

  init(
    _ repository: Repository, index: ChunkIndex, _ trees: TreeReader
  ) throws(RepositoryError) {
    self.index = index
    self.trees = trees
    do throws(SealingError) {
      hasher = try ChunkHasher(keyring: repository.keyring)
    } catch {
      throw RepositoryError(error, in: repository.storage.location)
    }
  }

  /// Whether the file that had that status holds what the node says; stops at the first difference.
  ///
  /// Throws `.staleNFSFileHandle` when another file has the name by now.
  func isEqual(
    _ node: Node, _ there: FileStatus, in folder: OpenFolder
  ) throws -> Bool {
    guard there.size == node.size else { return false }
    let file = try open(node, there, in: folder)
    var isEqual = true
    try forEachChunk(of: node, in: file) { _, _, same in
      isEqual = same
      return same
    }
    return isEqual
  }

  func open(
    _ node: Node, _ there: FileStatus, in folder: OpenFolder
  ) throws(Errno) -> OpenFile {
    let file = try folder.openFile(node.name)
    guard EntryIdentity(file.statusWhenOpened) == EntryIdentity(there) else {
      throw .staleNFSFileHandle
    }
    file.adviseSequential()
    return file
  }

  /// Calls `body` with each chunk, its place, and whether the file has it there, until it returns
  /// `false`.
  func forEachChunk(
    of node: Node, in file: OpenFile,
    _ body: (ChunkID, _ offset: UInt64, _ isSame: Bool) throws -> Bool
  ) throws {
    var chunks = ChunkCursor(node, trees)
    var offset: UInt64 = 0
    while let id = try chunks.next() {
      guard let length = index.location(of: id)?.rawLength,
        UInt64(length) <= node.size - offset
      else {
        throw RepositoryError.damaged(
          "its chunks do not add up to its size", at: node.name.lossyText)
      }
      guard try body(id, offset, try has(id, length, at: offset, file)) else { return }
      offset += UInt64(length)
    }
  }

  private func has(
    _ id: ChunkID, _ length: Int, at offset: UInt64, _ file: OpenFile
  ) throws -> Bool {
    try self.id(of: length, at: offset, file) == id
  }

  /// The ID that a part of the file has as a chunk; `nil` where the file ends before.
  func id(of length: Int, at offset: UInt64, _ file: OpenFile) throws -> ChunkID? {
    if buffer.count < length { buffer = [UInt8](repeating: 0, count: length) }
    let count = try buffer.withRawMutableBytes { (bytes) throws(Errno) in
      try file.read(into: UnsafeMutableRawBufferPointer(rebasing: bytes[..<length]), at: offset)
    }
    guard count == length else { return nil }
    return try buffer.withRawBytes { (bytes) throws(SealingError) in
      try hasher.id(
        kind: ChunkKind.data.rawValue, UnsafeRawBufferPointer(rebasing: bytes[..<length]))
    }
  }
}
