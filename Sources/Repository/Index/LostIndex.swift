import Format
import Storage

/// What lost index runs said, read again from the directories of the packs (FORMAT.md 9).
struct LostIndex {
  private let repository: Repository

  init(_ repository: Repository) {
    self.repository = repository
  }

  /// A table of all packs that `index` does not name.
  ///
  /// Some may belong to sessions without a COMMIT. For reading that does not matter: every chunk is
  /// compared with its ID, wherever it was found. A writer must not use them.
  func rebuilt(besides index: ChunkIndex) throws(RepositoryError) -> IndexRun {
    let known = Set(index.packs.map(\.id))
    let reader = PackReader(repository)
    var packs: [IndexedPack] = []
    for file in try repository.files.list("packs") {
      guard case .pack(let id)? = RepositoryPath(name: file.name), !known.contains(id) else {
        continue
      }
      let length = Int(clamping: file.size)
      // A damaged pack is what the reads that need it will tell.
      guard let directory = try? reader.directory(id, length: length) else { continue }
      packs.append(IndexedPack(id: id, length: length, directory: directory))
    }
    return IndexRun(packs: packs)
  }
}
