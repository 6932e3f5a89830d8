import Repository
import Snapshots

extension ProgressSample {
  /// Of a backup; how much there is to do is what there was last time, or what was counted.
  init(
    _ title: String, of counters: BackupCounters, counted: BackupCounters.Expectation? = nil
  ) {
    let files = UInt64(counters.filesDone)
    let bytes = UInt64(counters.bytesDone)
    let expected = counters.expected ?? counted
    self.init(
      title: title,
      facts: [
        Self.files(files, of: expected.map { UInt64($0.files) }),
        Self.bytes(bytes, of: expected.map { UInt64($0.bytes) }),
        "\(Wording.bytes(UInt64(counters.newBytes))) new, "
          + "\(Wording.bytes(UInt64(counters.storedBytes))) stored",
        Wording.count(UInt64(counters.errors), "error"),
      ],
      done: bytes, total: expected.map { UInt64($0.bytes) }, current: counters.current)
  }

  /// Of a backup into several repositories: that which is furthest behind.
  init(
    _ title: String, ofLastOf counters: [BackupCounters], counted: BackupCounters.Expectation?
  ) {
    let last = counters.min { $0.bytesDone < $1.bytesDone }
    self.init(title, of: last ?? BackupCounters(), counted: counted)
  }

  /// Of a restore; `whole` is what the snapshot holds, where all of it is restored.
  init(
    _ title: String, of counters: RestoreCounters, whole: (files: UInt64, bytes: UInt64)?
  ) {
    let bytes = UInt64(counters.bytesDone)
    self.init(
      title: title,
      facts: [
        Self.files(UInt64(counters.filesDone), of: whole?.files),
        Self.bytes(bytes, of: whole?.bytes) + " restored",
      ],
      done: bytes, total: whole?.bytes)
  }

  /// Of a check.
  init(_ title: String, of counters: CheckCounters) {
    self.init(
      title: title, facts: Self.facts(of: counters), done: counters.bytesDone,
      total: counters.bytesTotal)
  }

  private static func facts(of counters: CheckCounters) -> [String] {
    let (done, packs) = (UInt64(counters.packsDone), UInt64(counters.packsTotal))
    guard packs > 0 else { return ["looking at the structure"] }
    let bytes = Self.bytes(counters.bytesDone, of: counters.bytesTotal)
    guard counters.bytesTotal != nil else { return ["\(Wording.count(done, "pack")) read", bytes] }
    return ["\(Wording.count(done)) of \(Wording.count(packs, "pack")) read", bytes]
  }

  /// Of a survey.
  init(_ title: String, of counters: SurveyCounters) {
    let (done, found) = (UInt64(counters.trees), UInt64(counters.found))
    self.init(
      title: title,
      facts: [
        "\(Wording.count(done, "folder listing")) of \(Wording.count(found)) found so far"
      ],
      done: done, total: nil, isBytes: false)
  }

  /// An expectation that was too small is none any more.
  private static func files(_ done: UInt64, of total: UInt64?) -> String {
    guard let total, total >= done else { return Wording.count(done, "file") }
    return "\(Wording.count(done)) of \(Wording.count(total, "file"))"
  }

  private static func bytes(_ done: UInt64, of total: UInt64?) -> String {
    guard let total, total >= done else { return Wording.bytes(done) }
    return Wording.bytes(done, of: total)
  }
}
