import FileTree
import Format

/// A node on its way into the target; no folder.
struct RestoredEntry: Sendable {
  let node: Node
  /// Where it goes.
  let folder: TargetFolder
  /// The number of the `RestoredFolder` that keeps account of it.
  let folderNumber: Int
  /// What is done about an entry of its name: where none was found, one that is there after all is
  /// somebody's, or another entry of the snapshot that the file system takes for this one.
  let existing: Existing
}

/// Where an entry has been put, and which inode that is: a name that leads elsewhere by now is not
/// taken for it.
struct RestoredPlace: Sendable {
  let folder: TargetFolder
  let name: FileName
  let identity: EntryIdentity
}

/// What a worker has to do about an entry whose contents it does not read from the repository, or
/// reads last.
struct EntryWork: Sendable {
  enum Action: Sendable {
    /// An empty file, a link, a FIFO, socket or device.
    case make
    /// Contents stay as they are; attributes may be others.
    case adjust(FileStatus)
    /// Contents are looked at; what becomes of the entry depends on that.
    case compare(FileStatus, RestoreDecision.Difference)
    /// The entry is a further name of one that is there.
    case link(RestoredPlace)
    /// The file has the same contents as one that is there.
    case share(RestoredPlace)
    /// The file that is there has some of its contents.
    case revise(FileStatus)
  }

  let entry: RestoredEntry
  let action: Action
}

/// What became of an entry.
enum RestoredOutcome: Sendable {
  /// It is there now, and was not before. `place` is told where others wait for it.
  case made([AttributeFailure], RestoredPlace?)
  /// It was there; some of its attributes are new.
  case adjusted([AttributeFailure], RestoredPlace?)
  case same(RestoredPlace?)
  case kept(RestoreReport.Kept.Reason)
  /// It has to be restored with its contents.
  case mustBeRead
  /// As `mustBeRead`, because the file system cannot share what it should have shared.
  case cannotShare
  /// As `mustBeRead`, because the file system has no further name to give.
  case cannotLink
  case failed(reason: String, isDamage: Bool)
}
