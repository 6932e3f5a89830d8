import Format
import Storage

@testable import Repository

/// Every copy of a chunk in a storage, as the directories of the packs say, committed or not.
struct StoredChunks {
  struct Copy {
    let chunk: ChunkEntry
    let pack: PackID
  }

  let copies: [Copy]
  let packs: [IndexedPack]

  init(_ repository: Repository) throws {
    let reader = PackReader(repository)
    packs = try repository.storage.list("packs").compactMap { file in
      guard case .pack(let id)? = RepositoryPath(name: file.name) else { return nil }
      let directory = try reader.directory(id, length: Int(file.size))
      return IndexedPack(id: id, length: Int(file.size), directory: directory)
    }
    copies = packs.flatMap { pack in
      pack.directory.chunks.map { Copy(chunk: $0, pack: pack.id) }
    }
  }

  /// Chunks of which there is more than one copy.
  var duplicates: [ChunkID] {
    Dictionary(grouping: copies, by: \.chunk.id).filter { $0.value.count > 1 }.map(\.key)
  }

  func count(_ kind: ChunkKind) -> Int { copies.count { $0.chunk.kind == kind } }
}
