import Format
import Pipelines
import Storage

extension SealedFiles {
  /// Files that one worker reads before it looks for more work.
  private static let filesPerItem = 32
  /// More than most machines have processors: readers of a slow disk or server wait side by side.
  private static let workers = 8

  /// What `read` makes of each of the files, in the order of `paths`; on several threads where
  /// there are many.
  ///
  /// A file that fails does not keep the others from being read.
  func readAll<Value: Sendable>(
    _ paths: [RepositoryPath],
    _ read: @escaping @Sendable (RepositoryPath, SealedFileReader) throws(RepositoryError) -> Value
  ) throws(RepositoryError) -> [Result<Value, RepositoryError>] {
    let items = stride(from: 0, to: paths.count, by: Self.filesPerItem).map { start in
      Array(paths[start...].prefix(Self.filesPerItem))
    }
    @Sendable func results(
      of paths: [RepositoryPath], _ reader: SealedFileReader
    ) -> [Result<Value, RepositoryError>] {
      paths.map { path in
        Result { () throws(RepositoryError) in try read(path, reader) }
      }
    }
    guard items.count > 1 else { return results(of: paths, try SealedFileReader(self)) }
    return try onSeveralThreads(items, results)
  }

  private func onSeveralThreads<Item: Sendable, Value: Sendable>(
    _ items: [Item], _ transform: @escaping @Sendable (Item, SealedFileReader) -> [Value]
  ) throws(RepositoryError) -> [Value] {
    var rest = items[...]
    var found: [Value] = []
    do {
      try orderedMap(
        workers: min(Self.workers, items.count), limit: items.count, cancellation: Cancellation(),
        next: { rest.popFirst() }, makeState: { try SealedFileReader(self) },
        transform: { reader, item in transform(item, reader) }, consume: { found += $0 })
    } catch let error as RepositoryError {
      throw error
    } catch {
      throw RepositoryError(
        .failed, "\(error)", at: storage.location,
        advice: "raise the limit of processes (ulimit -u)",
        cause: error)
    }
    return found
  }
}
