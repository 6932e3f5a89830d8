package import SystemPackage

/// What one restore is asked to do.
package struct RestoreRequest: Sendable {
  /// A folder inside the snapshot, or a file, or nothing for everything; see `SnapshotView.entry`.
  package let path: [UInt8]
  /// Made when it is missing.
  package let target: FilePath
  package let workers: Int

  package init(path: [UInt8] = [], target: FilePath, workers: Int) {
    self.path = path
    self.target = target
    self.workers = workers
  }
}
