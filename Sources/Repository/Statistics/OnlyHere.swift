package import Format
package import Pipelines
import Sealing
import Storage

/// What each snapshot alone takes: stored bytes of chunks, and of the bases of deltas, that no
/// other snapshot needs. Forgetting it frees about so much.
///
/// It reads the trees of all snapshots and no data; memory grows by four bytes for each chunk of
/// the repository.
package struct OnlyHere {
  private let repository: Repository
  private let state: RepositoryState
  /// The snapshots there are, all of which count.
  package let catalog: SnapshotCatalog

  /// Looks at the snapshots, and at nothing else: whoever only lists them waits for no index.
  package init(_ repository: Repository) throws(RepositoryError) {
    self.repository = repository
    (state, catalog) = try SnapshotCatalog.loadWithState(repository)
  }

  /// Of what was looked at for something else.
  package init(_ repository: Repository, _ reading: RepositoryReading) {
    self.repository = repository
    (state, catalog) = (reading.state, reading.catalog)
  }

  /// What the result follows from: the snapshots there are and the index runs in force, hashed.
  package var view: [UInt8] {
    var output = ByteWriter(capacity: 4_096)
    output.varint(UInt64(state.verdict))
    for run in state.runs { output.bytes32(run.fileHash) }
    for id in catalog.snapshots.map(\.id.description).sorted() { output.append(Array(id.utf8)) }
    return (try? SHA256.hash(output.bytes).bytes) ?? []
  }

  /// What the index runs take, which grows with what there is to be read.
  package var indexBytes: UInt64 {
    get throws(RepositoryError) {
      try repository.files.list("index").reduce(0) { $0 + $1.size }
    }
  }

  /// Of every snapshot that is not forgotten; `nil` where something that they need is missing.
  package func bytes(
    indexFolder: IndexFolder, workers: Int, cancellation: Cancellation, counters: SurveyCounters
  ) throws -> [SnapshotID: Int]? {
    guard catalog.damage.isEmpty else { return nil }
    let index = try ChunkIndex.load(
      repository.files, state: state, purpose: .reading, folder: indexFolder
    ) { _, _ in true }
    guard index.damage.isEmpty else { return nil }
    let graph = try ReferenceGraph(
      repository, index: index, workers: workers, keeping: .whatFits)
    var ownership = Ownership(graph, cancellation, counters)
    for snapshot in catalog.snapshots { try ownership.claim(snapshot) }
    guard ownership.isComplete else { return nil }
    let bytes = ownership.bytesOfEach()
    return Dictionary(
      zip(catalog.snapshots.map(\.id), bytes), uniquingKeysWith: { first, _ in first })
  }
}
