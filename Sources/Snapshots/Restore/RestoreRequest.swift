package import SystemPackage

/// What one restore is asked to do; a value, so that a command line and a test make the same thing.
package struct RestoreRequest: Sendable {
  package enum Target: Equatable, Sendable {
    /// The contents of what is restored go into this folder, which is made if it is missing.
    case folder(FilePath)
    /// Everything goes where it was: each source to its own path.
    case inPlace
  }

  /// What happens to an entry of the target that is not what the snapshot has.
  package enum Overwriting: String, CaseIterable, Sendable {
    /// It stays.
    case never
    /// It is replaced if it is not newer; a newer one stays and is named.
    case older
    /// It is replaced if its size or time differ.
    case changed
    /// It is replaced if its contents differ, whatever size and time say.
    case always
  }

  /// What files of equal size and time are taken for; one file that is restored alone is always
  /// compared.
  package enum Comparison: Sendable {
    /// The same.
    case sizeAndTime
    /// What their contents say.
    case contents
  }

  /// What happens to entries that the snapshot does not have.
  package enum Surplus: Sendable { case stays, isDeleted }

  /// Whose the entries become.
  package enum Owners: String, CaseIterable, Sendable {
    /// Their owners', by name and else by number, where the user may give them away.
    case attempt = "try"
    /// The same; where that is not allowed the restore is incomplete.
    case require
    /// The same, by number alone: for the tree of another machine.
    case numbers
    /// The user's who restores.
    case ignore
  }

  package enum Effect: Sendable {
    case written
    /// The same afterwards, and every file in the target compared with the snapshot.
    case writtenAndVerified
    /// Nothing is written: what would be is told.
    case planned
  }

  /// A folder inside the snapshot, or a file, or nothing for everything; see `SnapshotView.entry`.
  package let path: [UInt8]
  package let target: Target
  package var overwriting = Overwriting.older
  package var comparison = Comparison.sizeAndTime
  package var surplus = Surplus.stays
  package var owners = Owners.attempt
  package var effect = Effect.written
  package var selection = RestoreSelection()
  /// Folders that are never deleted: the repository, caches.
  package var protected: Set<BackupRequest.LeftOut> = []
  package let workers: Int

  package init(path: [UInt8] = [], target: Target, workers: Int) {
    self.path = path
    self.target = target
    self.workers = workers
  }
}
