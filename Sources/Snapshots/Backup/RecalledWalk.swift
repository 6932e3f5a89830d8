import FileTree
import Format
import Pipelines
import Repository

/// The walk of the sources with what the scan cache recalls of each folder: read, and compared with
/// what is there, on a thread of its own, a little ahead of who deals out the work.
final class RecalledWalk: Sendable {
  /// A step, and what is recalled where it enters a folder.
  typealias Step = (step: SourceStep, recalled: RecalledFolder?)

  // Of rows, some 150 bytes each.
  private static let maxEntries = 1 << 13
  private static let maxFolders = 1 << 9

  private let steps: ReadAhead<Step>

  /// `makeTrees` is called on the new thread; where it fails, no folder is taken over as a whole.
  init(
    _ walk: StartedWalk, _ request: BackupRequest, _ cache: any ScanCache,
    makeTrees: @escaping @Sendable () throws -> ComparedTrees
  ) throws(ThreadError) {
    let folders = StartedWalk.folders(atMost: Self.maxFolders, of: request, share: 16)
    let weight = Self.maxEntries / folders
    let cache = request.reading == .changed ? cache : NoScanCache()
    steps = try ReadAhead(
      limit: Self.maxEntries,
      weight: { step in step.recalled.map { weight + $0.weight } ?? 1 },
      make: {
        let recall = Recall(walk, cache, try? makeTrees())
        return { recall.next() }
      })
  }

  /// The steps that come next, at least one; none after the end.
  func take() -> [Step] { steps.take() }

  /// Ends the thread.
  func end() { steps.stop() }
}

/// What runs on that thread.
private final class Recall {
  private let walk: StartedWalk
  private let cache: any ScanCache
  private let trees: ComparedTrees?
  private var taken: ArraySlice<SourceStep> = []
  private var rows: (any ScanRowReader)?

  init(_ walk: StartedWalk, _ cache: any ScanCache, _ trees: ComparedTrees?) {
    self.walk = walk
    self.cache = cache
    self.trees = trees
  }

  func next() -> RecalledWalk.Step? {
    if taken.isEmpty { taken = walk.take()[...] }
    guard let step = taken.popFirst() else { return nil }
    switch step {
    case .source(let source): rows = cache.rows(of: source.path.bytes)
    case .enter(let folder, _):
      return (step, RecalledFolder(folder, rows, trees))
    default: break
    }
    return (step, nil)
  }
}
