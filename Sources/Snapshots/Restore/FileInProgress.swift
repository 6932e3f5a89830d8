import FileTree
import Format
import Pipelines
import SystemPackage

/// A file of several chunks, which workers write in the order in which chunks are read; whoever
/// writes the last one finishes it.
final class FileInProgress: Sendable {
  private struct State {
    var writer: FileWriter?
    /// Chunks that are not written yet, and one as long as more may be planned.
    var unfinished = 1
    var isFailed = false
  }

  let entry: RestoredEntry
  private let state = Monitor(State())

  init(_ entry: RestoredEntry) {
    self.entry = entry
  }

  /// One chunk more will be written.
  func addChunk() {
    state.access { $0.unfinished += 1 }
  }

  /// The file under its temporary name; made when it is first asked for. `nil` after a failure.
  func writer() throws(Errno) -> FileWriter? {
    try state.access { (state) throws(Errno) -> FileWriter? in
      if state.isFailed { return nil }
      if let writer = state.writer { return writer }
      let node = entry.node
      let writer = try entry.folder.open().createFile(node.name, size: node.size)
      state.writer = writer
      return writer
    }
  }

  /// Gives the file up; `false` if somebody has done so already.
  func fail() -> Bool {
    state.access { state in
      state.writer = nil
      defer { state.isFailed = true }
      return !state.isFailed
    }
  }

  /// One thing that was to be done is done. Returns the whole file once: after the last.
  func finishOne() -> FileWriter? {
    state.access { state in
      state.unfinished -= 1
      guard state.unfinished == 0, !state.isFailed else { return nil }
      return state.writer
    }
  }
}
