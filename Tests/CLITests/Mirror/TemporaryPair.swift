import Format
import LocalState
import TestSupport
import Testing

/// A pair in a history that lasts as long as this.
final class TemporaryPair {
  private let folder: TemporaryFolder
  let id: StoredMirrorPair.ID

  init() throws {
    folder = try TemporaryFolder()
    let root = MirroredRoot(
      path: [1], identity: MirroredRoot.Identity(fileSystem: "", inode: 1, born: nil), label: "")
    let pair = MirrorPair(
      a: root, b: root, repository: RepositoryID(.zero),
      made: Timestamp(seconds: 0, nanoseconds: 0))
    id = try #require(MirrorHistory(in: folder.path).add(pair)).id
  }
}
