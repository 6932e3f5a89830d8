/// That a session's files count from now on (FORMAT.md 10.2).
package struct Commit: Hashable, Sendable {
  /// The newest plan that the session knew; 0 if there was none.
  package let epoch: Int
  /// SHA-256 of `index/SID-n`, in the order of n.
  package let runHashes: [Bytes32]
  /// SHA-256 of `snapshots/SID`; `nil` if the session wrote none.
  package let snapshotHash: Bytes32?

  package init(epoch: Int, runHashes: [Bytes32], snapshotHash: Bytes32?) {
    self.epoch = epoch
    self.runHashes = runHashes
    self.snapshotHash = snapshotHash
  }
}
