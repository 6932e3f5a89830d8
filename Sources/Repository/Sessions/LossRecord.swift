import Format
import Storage

/// Tells every later writer that copies of chunks were found damaged: a session that commits
/// nothing but *lost* entries (FORMAT.md 9), after which the next backup stores those chunks again.
struct LossRecord {
  private let repository: Repository
  private let indexFolder: IndexFolder

  init(_ repository: Repository, indexFolder: IndexFolder) {
    self.repository = repository
    self.indexFolder = indexFolder
  }

  /// Durable on return.
  func commit(_ copies: [LostCopy]) throws(RepositoryError) {
    try repository.checkPermitsWriting()
    let life = try SessionLife(repository, purpose: .repair, indexFolder: indexFolder)
    _ = try life.commit([], lost: copies)
  }
}
