package import Format
package import Pipelines
import Sealing

/// What each snapshot alone takes: stored bytes of chunks, and of the bases of deltas, that no
/// other snapshot needs. Forgetting it frees about so much.
///
/// It reads the trees of all snapshots and no data; memory grows by four bytes for each chunk of
/// the repository.
package struct OnlyHere {
  private let repository: Repository
  private let catalog: SnapshotCatalog
  private let state: RepositoryState
  private let index: ChunkIndex

  package init(_ repository: Repository, _ reading: RepositoryReading) {
    self.repository = repository
    catalog = reading.catalog
    state = reading.state
    index = reading.index
  }

  /// What the result follows from: the snapshots there are and the index runs in force, hashed.
  package var view: [UInt8] {
    var output = ByteWriter(capacity: 4_096)
    output.varint(UInt64(state.verdict))
    for run in state.runs { output.bytes32(run.fileHash) }
    for id in catalog.snapshots.map(\.id.description).sorted() { output.append(Array(id.utf8)) }
    return (try? SHA256.hash(output.bytes).bytes) ?? []
  }

  /// What the trees take that have to be read, those of forgotten snapshots included.
  package var treeBytes: Int {
    var sum = 0
    for level in index.levels {
      for frame in 0..<level.table.layout.frameCount {
        let frame = level.table.packedFrame(frame)
        if frame.kind == .tree { sum += frame.storedLength }
      }
    }
    return sum
  }

  /// Of every snapshot that is not forgotten.
  package func bytes(
    workers: Int, cancellation: Cancellation, counters: SurveyCounters
  ) throws -> [SnapshotID: Int] {
    let graph = try ReferenceGraph(
      repository, index: index, workers: workers, keeping: .whatFits)
    var ownership = Ownership(graph, cancellation, counters)
    for snapshot in catalog.snapshots { try ownership.claim(snapshot) }
    let bytes = ownership.bytesOfEach()
    return Dictionary(
      zip(catalog.snapshots.map(\.id), bytes), uniquingKeysWith: { first, _ in first })
  }
}
