import Format
import Repository

/// The chunks of a large file as its spans arrive; chunk lists are stored as soon as they are full,
/// so that a file of any size takes little memory (FORMAT.md 7.4).
struct SpannedChunks {
  /// Lists that a node may name: with holes and attributes it still fits into a piece of a tree.
  static let maxLists = 131_072

  /// Stores a chunk list.
  typealias Put = ([UInt8]) throws(RepositoryError) -> ChunkID

  /// Those of the list that is being filled; all, as long as the node can name them itself.
  private var ids: [ChunkID] = []
  private var lists: [ChunkID] = []
  private var isListed = false

  mutating func add(_ more: [ChunkID], _ put: Put) throws(RepositoryError) {
    for id in more {
      ids.append(id)
      if isListed {
        try endList(put)
      } else if ids.count > Limits.maxChunksWithoutList {
        isListed = true
        let all = ids
        ids = []
        try add(all, put)
      }
    }
  }

  /// What the node says after the last span; `nil` of a file with more chunks than it can name.
  mutating func content(
    size: UInt64, holes: [Hole], _ put: Put
  ) throws(RepositoryError) -> Node.Content? {
    guard isListed else {
      return .file(size: size, ids: ids, idsNameLists: false, holes: holes)
    }
    if !ids.isEmpty { try store(put) }
    guard lists.count <= Self.maxLists else { return nil }
    return .file(size: size, ids: lists, idsNameLists: true, holes: holes)
  }

  private mutating func endList(_ put: Put) throws(RepositoryError) {
    guard let last = ids.last, ChunkList.endsList(after: last, count: ids.count) else { return }
    try store(put)
  }

  private mutating func store(_ put: Put) throws(RepositoryError) {
    lists.append(try put(ChunkList(ids: ids).encoded()))
    ids.removeAll(keepingCapacity: true)
  }
}
