import FileTree
package import Format
package import Pipelines
import SystemPackage

/// The walk of a backup's sources on a thread of its own, some way ahead of the backup. It needs no
/// keys, so it can begin while they are derived.
///
/// How far it may be ahead is bounded by what that takes: entries in memory, and a descriptor for
/// each folder. Whoever reads a file looks at it once more: it may be a while since it was listed.
package final class StartedWalk: Sendable {
  // Some 200 bytes each.
  private static let maxEntries = 1 << 15
  private static let maxFolders = 1 << 12

  /// When it began: nothing was listed before.
  let started: Timestamp
  private let steps: ReadAhead<SourceStep>

  /// Throws `ThreadError` when there is no thread for it.
  package convenience init(_ request: BackupRequest, started: Timestamp) throws(ThreadError) {
    try self.init(
      request, SourceNames(request.sources + [request.stream?.path].compactMap { $0 }),
      started: started, maxEntries: Self.maxEntries)
  }

  /// `maxEntries` 1: it goes on when its last step has been taken.
  package init(
    _ request: BackupRequest, _ sources: SourceNames, started: Timestamp, maxEntries: Int
  ) throws(ThreadError) {
    self.started = started
    let weight = maxEntries / Self.folders(atMost: Self.maxFolders, of: request, share: 8)
    steps = try ReadAhead(
      limit: maxEntries,
      weight: { step in
        switch step {
        case .enter(let folder, _): weight + folder.entries.count
        default: 1
        }
      },
      make: {
        let walk = ChosenWalk(
          sources, stream: request.stream?.path,
          SelectedWalk(request.selection, own: request.leftOut, naming: request.naming))
        return { walk.next() }
      })
  }

  /// How many folders may be open for those behind: a part of the descriptors that the process may
  /// have, shared with backups into other repositories.
  static func folders(atMost limit: Int, of request: BackupRequest, share: Int) -> Int {
    min(limit, max(2, DescriptorLimit.now / share / (request.share?.runners ?? 1)))
  }

  /// The steps that come next, at least one; none after the end.
  func take() -> [SourceStep] { steps.take() }

  /// Ends the thread.
  package func end() { steps.stop() }
}
