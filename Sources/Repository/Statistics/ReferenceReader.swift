import Format

/// Reads what chunks name; one per thread.
struct ReferenceReader {
  private let index: ChunkIndex
  private let chunks: ChunkReader

  init(
    _ repository: Repository, _ index: ChunkIndex, _ cache: FrameCache
  ) throws(RepositoryError) {
    self.index = index
    chunks = try ChunkReader(repository, index: index, cache: cache)
  }

  /// What a chunk names. One that cannot be read is missing itself.
  ///
  /// Throws what is no finding: the storage cannot be reached.
  func named(by chunk: NamingChunk) throws(RepositoryError) -> NamedChunks {
    guard let id = index.id(numbered: chunk.number) else { return NamedChunks() }
    do throws(RepositoryError) {
      return try named(by: id, chunk.kind)
    } catch {
      guard error.isFinding else { throw error }
      return NamedChunks(unreadable: id)
    }
  }

  private func named(
    by id: ChunkID, _ kind: ChunkKind
  ) throws(RepositoryError) -> NamedChunks {
    let bytes = try chunks.read(id, as: kind)
    do throws(FormatError) {
      switch kind {
      case .data: return NamedChunks()
      case .treeList:
        return NamedChunks(try TreeList(decoding: bytes).entries.map(\.id), all: .treePiece)
      case .chunkList: return NamedChunks(try ChunkList(decoding: bytes).ids, all: .data)
      case .treePiece: return NamedChunks(try TreePieceReferences(decoding: bytes))
      }
    } catch {
      throw RepositoryError(error, in: "chunk \(id)")
    }
  }
}

/// What one chunk names, by ID.
struct NamedChunks: Sendable {
  private(set) var ids: [ChunkID] = []
  private(set) var kinds: [ChunkKind] = []
  /// Of a chunk that cannot be read its own ID.
  private(set) var unreadable: ChunkID?

  init() {}

  init(unreadable id: ChunkID) {
    unreadable = id
  }

  init(_ ids: [ChunkID], all kind: ChunkKind) {
    self.ids = ids
    kinds = [ChunkKind](repeating: kind, count: ids.count)
  }

  init(_ piece: TreePieceReferences) {
    ids = piece.contents.map(\.id) + piece.folders.map(\.id)
    kinds =
      piece.contents.map { $0.namesChunks ? .chunkList : .data } + piece.folders.map(\.chunkKind)
  }
}
