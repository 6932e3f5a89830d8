import FileTree
import Format
package import Pipelines
import SystemPackage

/// Counts the files that a backup will save, and their bytes, beside it: with the same walk and
/// selection, on a thread of its own. No file is opened.
///
/// It is for whoever shows how far the backup is, and begins when the first of them turns out to
/// have nothing else to go by. Nobody waits for it: told to end, it does so at its next entry, and
/// what it cannot list it does not count.
package final class SourceCount: Sendable {
  private struct State {
    var hasBegun = false
    var counted: BackupCounters.Expectation?
  }

  private let cancellation: Cancellation
  private let isOver = Cancellation()
  private let state = Monitor(State())

  /// A stop that is asked for there ends it too.
  package init(_ cancellation: Cancellation) {
    self.cancellation = cancellation
  }

  /// `nil` until everything is counted.
  package var counted: BackupCounters.Expectation? { state.access(\.counted) }

  /// To be called when nobody looks any more.
  package func end() { isOver.cancel() }

  /// Only the first call counts. How long a stream is nobody knows.
  func begin(_ request: BackupRequest) {
    guard request.stream == nil else { return }
    let isFirst = state.access { state in
      defer { state.hasBegun = true }
      return !state.hasBegun
    }
    guard isFirst else { return }
    // Without a thread there is no count.
    _ = try? WorkerThread { [self, request] in count(request) }
  }

  private func count(_ request: BackupRequest) {
    var selected = SelectedWalk(request.selection, own: request.leftOut)
    var sum = BackupCounters.Expectation()
    for source in SourceNames(request.sources).sources {
      selected.begin(source.path)
      guard count(source.path, &selected, &sum) else { return }
    }
    state.access { $0.counted = sum }
  }

  /// `false` when it was told to end.
  private func count(
    _ source: FilePath, _ selected: inout SelectedWalk, _ sum: inout BackupCounters.Expectation
  ) -> Bool {
    guard var walker = try? Walker(root: source) else {
      if let status = Self.status(of: source) { sum.add(status) }
      return true
    }
    while let event = walker.next() {
      if isOver.isCancelled || cancellation.isCancelled { return false }
      switch event {
      case .enter(let folder, let open):
        if selected.enter(folder, open) { walker.choose { selected.choice(of: $0) } }
      case .entry(let entry): sum.add(entry.status)
      case .leave, .failed: break
      }
    }
    return true
  }

  /// Of a source that is no folder; `nil` where it cannot be told.
  private static func status(of source: FilePath) -> FileStatus? {
    guard let name = source.lastComponent.flatMap({ FileName($0.bytes) }) else { return nil }
    return try? OpenFolder.open(source.removingLastComponent()).status(of: name)
  }
}

extension BackupCounters.Expectation {
  fileprivate mutating func add(_ status: FileStatus) {
    guard status.kind == .file else { return }
    files += 1
    bytes = Int(clamping: UInt64(bytes) &+ status.size)
  }
}
