import Format
import Repository
import SystemPackage

// What a fact means: functions of values.

extension DoctorFinding {
  static func copy(_ problem: CheckReport.Finding) -> DoctorFinding {
    .warning(
      .copies, "\(problem.problem) (\(problem.location))",
      advice: problem.location.hasPrefix("config")
        ? "The other copy serves, and the next backup makes one that is missing"
        : "The other copy serves; a new key has two good ones: martlet key add")
  }

  /// Two packs of the usual length have no room any more.
  private static let leastBytes: UInt64 = 64 << 20
  private static let fewBytes: UInt64 = 1 << 30

  static func space(_ status: FileSystemStatus) -> DoctorFinding {
    let text =
      "\(Wording.bytes(status.freeBytes)) of \(Wording.bytes(status.totalBytes)) free"
      + " (\(status.kind))"
    let advice = "Free some space there, or move the repository to a larger disk"
    if status.freeBytes < leastBytes { return .wrong(.space, text, advice: advice) }
    return status.freeBytes < fewBytes
      ? .warning(.space, text, advice: advice) : .ok(.space, text)
  }

  static func folders(_ closed: [FilePath], isReadOnly: Bool) -> DoctorFinding {
    if isReadOnly {
      return .wrong(
        .folders, "the repository is mounted read-only",
        advice: "Mount it writable; reading it works")
    }
    guard closed.isEmpty else {
      return .wrong(
        .folders, "no permission to write to \(Wording.list(closed.map(\.string), limit: 3))",
        advice: "Run as the user who owns it, or give it to this one: chown -R")
    }
    return .ok(.folders, "all of them can be written")
  }

  /// `signs` is `nil` where nobody could read the intents, of which there are so many `names`.
  static func leftovers(
    _ signs: [SessionSign.Standing]?, names: Int, temporaries: [UInt64]
  ) -> DoctorFinding {
    func count(_ standing: SessionSign.Standing) -> Int {
      signs?.count { $0 == standing } ?? 0
    }
    let unread = signs == nil ? names : 0
    let bytes = Wording.bytes(temporaries.reduce(0) { $0 &+ $1 })
    let parts = [
      (count(.running), "run", "going on here"), (count(.dead), "run", "interrupted here"),
      (count(.unknown), "run", "going on or interrupted elsewhere"),
      (count(.over), "sign", "of a run that is over"),
      (unread, "run", "going on or interrupted"),
      (temporaries.count, "temporary file", "of \(bytes)"),
    ].filter { $0.0 > 0 }.map { "\(Wording.count(UInt64($0.0), $0.1)) \($0.2)" }
    return .ok(
      .leftovers, parts.isEmpty ? "none" : parts.joined(separator: ", ") + "; harmless")
  }
}
