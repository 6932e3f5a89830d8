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
  func named(by copy: PackedCopy) throws(RepositoryError) -> (NamingChunk, NamedChunks) {
    guard let location = index.location(copy) else {
      // Its kind is not known, nor matters: it names nothing that is known.
      let chunk = NamingChunk(number: Int(copy.number), kind: .treePiece)
      return (chunk, NamedChunks(unreadable: copy.id))
    }
    let chunk = NamingChunk(number: Int(copy.number), kind: location.kind)
    do throws(RepositoryError) {
      return (chunk, try named(by: bytes(of: location), of: copy.id, location.kind))
    } catch {
      guard error.isFinding else { throw error }
      return (chunk, NamedChunks(unreadable: copy.id))
    }
  }

  /// From this copy, which is looked up already, or if it is damaged from any other.
  private func bytes(of copy: ChunkLocation) throws(RepositoryError) -> [UInt8] {
    if let bytes = try? chunks.read(copy) { return bytes }
    return try chunks.read(copy.id, as: copy.kind)
  }

  private func named(
    by bytes: [UInt8], of id: ChunkID, _ kind: ChunkKind
  ) throws(RepositoryError) -> NamedChunks {
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
