import Format
import Sealing

/// Which index run names a pack, and what it says of it.
struct PackOrigins: Sendable {
  private struct Origin {
    let run: LiveIndexRun
    let directoryHash: Bytes32
    let hasDeltas: Bool
  }

  private var origins: [PackID: Origin] = [:]
  /// Packs of which two runs say different things.
  private(set) var problems: [RepositoryError] = []

  mutating func note(_ contents: IndexRun, _ run: LiveIndexRun) throws(RepositoryError) {
    for pack in contents.packs {
      let origin = Origin(
        run: run, directoryHash: try Self.hash(pack.directory),
        hasDeltas: pack.directory.chunks.contains { $0.delta != nil })
      if let other = origins.updateValue(origin, forKey: pack.id),
        other.directoryHash != origin.directoryHash
      {
        problems.append(
          .damaged("index runs contradict each other", at: RepositoryPath.pack(pack.id).name))
      }
    }
  }

  /// Whether the index says that there are deltas in it.
  func hasDeltas(_ pack: PackID) -> Bool { origins[pack]?.hasDeltas ?? false }

  /// Whether the index says the same of the pack as its own directory does.
  func agree(with directory: PackDirectory, of pack: PackID) throws(RepositoryError) -> Bool {
    guard let origin = origins[pack] else { return true }
    return try Self.hash(directory) == origin.directoryHash
  }

  /// What the index says of the pack, read again.
  func directory(of pack: PackID, _ files: SealedFiles) throws(RepositoryError) -> PackDirectory? {
    guard let run = origins[pack]?.run else { return nil }
    return try files.readIndexRun(run).packs.first { $0.id == pack }?.directory
  }

  private static func hash(_ directory: PackDirectory) throws(RepositoryError) -> Bytes32 {
    do throws(SealingError) {
      return try SHA256.hash(directory.encoded())
    } catch {
      throw RepositoryError(error, in: "a pack directory")
    }
  }
}
