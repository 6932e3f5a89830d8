import Format

/// Which chunks name which: the pieces and lists of trees, and the lists of files, with what each
/// of them names, as numbers of copies in one index.
final class ReferenceGraph {
  /// What one chunk of a tree names.
  struct References {
    var numbers: [UInt32] = []
    /// Chunks without a usable copy of the right kind.
    var missing: [ChunkID] = []
    /// Whether one of them names others, which are unknown then.
    var missesTrees = false
  }

  /// Numbers that are kept: 64 MiB.
  private static let maxKept = 16 << 20

  let index: ChunkIndex
  private let chunks: ChunkReader
  private var kept: [Int: References] = [:]
  private var keptCount = 0
  private let keeping: Keeping

  enum Keeping {
    /// For whoever comes by once.
    case nothing
    /// For whoever comes by for each snapshot.
    case whatFits
  }

  init(
    _ repository: Repository, index: ChunkIndex, keeping: Keeping
  ) throws(RepositoryError) {
    self.index = index
    self.keeping = keeping
    chunks = try ChunkReader(repository, index: index, cache: FrameCache())
  }

  /// The number of a usable copy of that kind.
  func number(of id: ChunkID, _ kind: ChunkKind) -> Int? {
    index.numbered(id).flatMap { $0.kind == kind ? $0.number : nil }
  }

  /// What the chunk of that number names; it is not one of data.
  ///
  /// Throws `damaged` if it cannot be read.
  func references(of number: Int, _ kind: ChunkKind) throws(RepositoryError) -> References {
    if let known = kept[number] { return known }
    guard let id = index.id(numbered: number) else { return References() }
    var references = References()
    let bytes = try chunks.read(id, as: kind)
    do throws(FormatError) {
      for (id, kind) in try Self.named(by: bytes, kind) { note(id, kind, &references) }
    } catch {
      throw RepositoryError(error, in: "chunk \(id)")
    }
    keep(references, number)
    return references
  }

  private func note(_ id: ChunkID, _ kind: ChunkKind, _ references: inout References) {
    if let number = number(of: id, kind), let small = UInt32(exactly: number) {
      references.numbers.append(small)
    } else {
      references.missing.append(id)
      if kind != .data { references.missesTrees = true }
    }
  }

  private func keep(_ references: References, _ number: Int) {
    let count = references.numbers.count + references.missing.count * 8 + 16
    guard case .whatFits = keeping, keptCount + count <= Self.maxKept else { return }
    kept[number] = references
    keptCount += count
  }

  private static func named(
    by bytes: [UInt8], _ kind: ChunkKind
  ) throws(FormatError) -> [(ChunkID, ChunkKind)] {
    switch kind {
    case .data: []
    case .treeList: try TreeList(decoding: bytes).entries.map { ($0.id, .treePiece) }
    case .chunkList: try ChunkList(decoding: bytes).ids.map { ($0, .data) }
    case .treePiece: try TreePiece(decoding: bytes).nodes.flatMap(named)
    }
  }

  private static func named(by node: Node) -> [(ChunkID, ChunkKind)] {
    switch node.content {
    case .file(_, let ids, let areLists, _): ids.map { ($0, areLists ? .chunkList : .data) }
    case .folder(let tree): [(tree.id, tree.chunkKind)]
    default: []
    }
  }
}
