import FileTree
import Format
import Pipelines
import Repository
import Sealing
import SystemPackage

/// Reads, in between and on the thread that collects, an inode whose first name could not be read.
final class LinkReader {
  private let worker: BackupWorker
  private let cutting: Cutting
  private let trees: ComparedTrees

  init(_ worker: BackupWorker, _ cutting: Cutting, _ trees: ComparedTrees) {
    self.worker = worker
    self.cutting = cutting
    self.trees = trees
  }

  /// Hands on what becomes of the entry, a step an item.
  func read(_ task: EntryTask, _ consume: (WorkedItem) throws -> Void) throws {
    func perform(_ step: WorkStep) throws {
      try consume(worker.perform(WorkItem(steps: [step])))
    }
    guard task.status.kind == .file else { return try perform(.other(task)) }
    guard task.status.size > UInt64(cutting.wholeFileBytes) else {
      return try perform(.file(task))
    }
    let cutter: FileCutter
    do throws(Errno) {
      cutter = try cutting.cutter(for: task, trees: trees)
    } catch {
      return try perform(task.failed(error))
    }
    var step: WorkStep
    repeat {
      step = cutter.nextStep()
      try perform(step)
    } while step.isSpan
  }
}
