import LocalState
import Repository
import Snapshots
import Storage

/// An open repository that a backup goes into.
struct BackupTarget {
  let location: Location
  let repository: Repository
  /// What this machine remembers of it.
  let state: StateDatabase?
  let indexFolder: IndexFolder
  let counters = BackupCounters()

  init(
    _ location: Location, _ unlocking: UnlockingOptions, _ invocation: Invocation,
    beside: () -> Void = {}
  ) throws {
    self.location = location
    (repository, state) = try invocation.open(location, unlocking, beside: beside)
    indexFolder = invocation.indexFolder(of: repository)
  }

  /// Whether much of what will be saved is there already, so that frames are opened to compare.
  func knows(_ request: BackupRequest) -> Bool {
    request.sources.contains { state?.knows(source: $0.bytes) ?? false }
  }

  /// As one of several that are read for together.
  var member: BackupGroup.Member {
    BackupGroup.Member(
      repository, indexFolder: indexFolder, cache: LocalScanCache.make(state), counters: counters)
  }
}
