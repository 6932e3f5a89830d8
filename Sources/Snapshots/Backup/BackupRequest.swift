package import Repository
package import Sealing
package import SystemPackage

/// What one backup is asked to do; a value, so that a profile, a command line and a test make the
/// same thing.
package struct BackupRequest: Sendable {
  /// How files that look unchanged are treated.
  package enum Reading: Sendable {
    /// Taken over unread where the scan cache vouches for them.
    case changed
    /// Every file is read, whatever the scan cache says.
    case everything
  }

  /// What becomes of a run that finds nothing changed.
  package enum Unchanged: Sendable {
    case saved
    case skipped
  }

  /// What is said of entries that are left out on purpose.
  package enum Naming: Sendable {
    /// How many there are.
    case counted
    /// Also where: a mirror must know where something may be that it does not see.
    case named
  }

  /// A folder that is never read although it lies inside a source: the repository itself, caches.
  package struct LeftOut: Hashable, Sendable {
    package let device: UInt64
    package let inode: UInt64

    package init(device: UInt64, inode: UInt64) {
      self.device = device
      self.inode = inode
    }
  }

  /// Absolute, without `.` and `..`; folders, files or anything else that has a path.
  package let sources: [FilePath]
  /// Empty: the set is "same host, same sources".
  package let set: String
  package let reading: Reading
  package let level: CompressionLevel
  package let leftOut: Set<LeftOut>
  package let selection: Selection
  /// What is said about the snapshot from the start.
  package var remarks = Remarks()
  package var naming = Naming.counted
  /// Whether there is to be a snapshot that holds nothing but what the one before it does.
  package var unchanged = Unchanged.saved
  /// A source that is no file; its path is not among `sources`.
  package var stream: StreamSource?
  /// Threads that read, hash, compress and seal.
  package var workers: Int
  /// Minutes that local time is ahead of UTC.
  package let utcOffsetMinutes: Int
  /// What finds out how much there is where there is no snapshot before; `nil` where nobody wants
  /// to know.
  package var count: SourceCount?
  /// The walk of these sources with this selection, if it was begun before.
  package var walk: StartedWalk?
  /// Its part in reading the sources with others.
  var share: SourceShare?

  package init(
    sources: [FilePath], set: String = "", reading: Reading = .changed,
    level: CompressionLevel = .standard, leftOut: Set<LeftOut> = [],
    selection: Selection = Selection(), workers: Int, utcOffsetMinutes: Int
  ) {
    self.sources = sources
    self.set = set
    self.reading = reading
    self.level = level
    self.leftOut = leftOut
    self.selection = selection
    self.workers = workers
    self.utcOffsetMinutes = utcOffsetMinutes
  }
}
