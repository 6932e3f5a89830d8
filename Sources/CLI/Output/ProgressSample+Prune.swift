import Repository

extension ProgressSample {
  /// Of a prune, whatever it is about.
  init(_ title: String, of counters: PruneCounters) {
    let (deleted, files) = (UInt64(counters.deletedFiles), UInt64(counters.filesToDelete))
    let (moved, bytes) = (UInt64(counters.movedBytes), UInt64(counters.bytesToMove))
    if files > 0 {
      self.init(
        title: title,
        facts: ["\(Wording.count(deleted)) of \(Wording.count(files, "file")) removed"],
        done: deleted, total: max(files, deleted), isBytes: false)
    } else if bytes > 0, counters.survey.found == 0 {
      self.init(
        title: title, facts: ["\(Wording.bytes(moved, of: max(bytes, moved))) moved"],
        done: moved, total: max(bytes, moved))
    } else {
      self.init(title, of: counters.survey)
    }
  }
}
