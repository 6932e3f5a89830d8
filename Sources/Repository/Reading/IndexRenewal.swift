import Format
import Pipelines

/// Where everything is, for readers that take long: looked up again when a prune has moved things
/// meanwhile (FORMAT.md 10.3). For all threads of a reader.
package final class IndexRenewal: Sendable {
  /// An index, and the verdict up to which it knows.
  struct Dated: Sendable {
    let index: ChunkIndex
    let verdict: Int
  }

  private let repository: Repository
  private let folder: IndexFolder
  private let newest: Monitor<Dated>

  init(_ repository: Repository, _ folder: IndexFolder, _ first: Dated) {
    self.repository = repository
    self.folder = folder
    newest = Monitor(first)
  }

  /// As far as it is known; nothing is read.
  var current: Dated { newest.access { $0 } }

  /// A newer one than that of a verdict; `nil` if no prune has decided anything since.
  func newer(than verdict: Int) throws(RepositoryError) -> Dated? {
    // One thread looks, the others wait for what it finds.
    try newest.access { (newest) throws(RepositoryError) in
      if newest.verdict > verdict { return newest }
      guard try CollectionState.numbers(repository.files).verdict > verdict else { return nil }
      let reading = try RepositoryReading.load(repository, indexFolder: folder)
      guard reading.state.verdict > verdict else { return nil }
      newest = Dated(index: reading.index, verdict: reading.state.verdict)
      return newest
    }
  }
}
