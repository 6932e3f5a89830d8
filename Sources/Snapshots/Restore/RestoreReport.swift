/// How a restore ended.
package struct RestoreReport: Sendable {
  /// Something about one path in the target.
  package struct Remark: Equatable, Sendable {
    /// Relative to the target, raw bytes.
    package let path: [UInt8]
    /// A clause: "permission denied".
    package let reason: String
  }

  package var files = 0
  package var folders = 0
  package var symlinks = 0
  package var others = 0
  /// Bytes in the files.
  package var bytes: UInt64 = 0
  /// Not restored, and why.
  package var failed: [Remark] = []
  /// Of those, how many because the repository is damaged.
  package var damaged = 0
  /// Files in the target that are newer than those in the snapshot, and were kept.
  package var keptNewer: [[UInt8]] = []
  /// Entries whose owner could not be set, as is usual for an ordinary user.
  package var ownersNotSet = 0
  /// Other attributes that could not be set.
  package var attributesNotSet: [Remark] = []

  package init() {}
}
