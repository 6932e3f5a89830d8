import Format

extension Example {
  private static let repository = RepositoryID(hash(0xAA))

  /// Chapters 3, 6 and 9.
  static let files: [Example] = [
    Example("header-pack", FileHeader(kind: .pack)),
    Example("config-header", ConfigHeader(repositoryID: repository)),
    Example("config-parameters", RepositoryParameters(created: 1_750_000_000)),
    Example("associated-data-frame") {
      AssociatedBytes.frame(kind: .tree, repository: repository, rawLength: 1000, codec: .zstd)
    },
    Example("associated-data-directory") { AssociatedBytes.directory(repository: repository) },
    Example("associated-data-done") {
      AssociatedBytes.file(
        header: FileHeader(kind: .done), repository: repository,
        path: RepositoryPath.done(7).name)
    },
    Example(
      "box-done",
      PaddedBox(
        contents: BoxContents(raw: PruneDone(number: 7, verdictHash: hash(5)).encoded()),
        zeros: 512 - 16 - 40 - 17 - 33)),
    Example("trailer", PackTrailer(directoryBytes: 4_136)),
    Example("directory-empty", PackDirectory()),
    Example("directory-three-chunks", directory),
    Example(
      "index-run",
      IndexRun(
        packs: [
          IndexedPack(
            id: PackID(hash(6)), length: 5_120,
            directory: PackDirectory(
              frames: [
                FrameEntry(
                  kind: .data, codec: .zstd, storedLength: 340, rawLength: 1_000, chunkCount: 1)
              ],
              chunks: [ChunkEntry(id: ChunkID(hash(1)), kind: .data, rawLength: 1_000)]))
        ],
        lost: [LostCopy(pack: PackID(hash(7)), chunk: ChunkID(hash(1)))])),
  ]

  private static let directory = PackDirectory(
    frames: [
      FrameEntry(kind: .data, codec: .zstd, storedLength: 340, rawLength: 1_200, chunkCount: 2),
      FrameEntry(kind: .tree, codec: .raw, storedLength: 90, rawLength: 50, chunkCount: 1),
    ],
    chunks: [
      ChunkEntry(id: ChunkID(hash(1)), kind: .data, rawLength: 1_000),
      ChunkEntry(id: ChunkID(hash(2)), kind: .data, rawLength: 200),
      ChunkEntry(
        id: ChunkID(hash(3)), kind: .treePiece, rawLength: 900,
        delta: DeltaEntry(storedLength: 50, base: hash(4).prefix, depth: 2, chainBytes: 130)),
    ])
}
