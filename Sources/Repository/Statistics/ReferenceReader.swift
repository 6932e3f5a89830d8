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
  func references(of chunk: NamingChunk) throws(RepositoryError) -> References {
    guard let id = index.id(numbered: chunk.number) else { return References() }
    do throws(RepositoryError) {
      return try references(of: id, chunk.kind)
    } catch {
      guard error.isFinding else { throw error }
      return References(missing: [id], missesTrees: true)
    }
  }

  private func references(
    of id: ChunkID, _ kind: ChunkKind
  ) throws(RepositoryError) -> References {
    let bytes = try chunks.read(id, as: kind)
    var references = References()
    do throws(FormatError) {
      switch kind {
      case .data: break
      case .treeList:
        for entry in try TreeList(decoding: bytes).entries {
          note(entry.id, .treePiece, &references)
        }
      case .chunkList:
        for id in try ChunkList(decoding: bytes).ids { note(id, .data, &references) }
      case .treePiece:
        let piece = try TreePieceReferences(decoding: bytes)
        for (id, isList) in piece.contents { note(id, isList ? .chunkList : .data, &references) }
        for folder in piece.folders { note(folder.id, folder.chunkKind, &references) }
      }
    } catch {
      throw RepositoryError(error, in: "chunk \(id)")
    }
    return references
  }

  private func note(_ id: ChunkID, _ kind: ChunkKind, _ references: inout References) {
    guard let copy = index.numbered(id), copy.kind == kind,
      let number = UInt32(exactly: copy.number)
    else {
      references.missing.append(id)
      if kind != .data { references.missesTrees = true }
      return
    }
    if kind == .data {
      references.data.append(number)
    } else {
      references.naming.append(NamingChunk(number: copy.number, kind: kind))
    }
  }
}
