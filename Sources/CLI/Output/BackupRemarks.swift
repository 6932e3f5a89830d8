import Snapshots

/// What needs a word at the end of a backup, or of what would be one: paths that it lacks.
struct BackupRemarks {
  static let nothingLeft = "it holds no file: everything that is there was excluded"
  private static let listed = 3

  let unreadable: [BackupReport.Remark]
  let missingSources: [[UInt8]]
  var unsteady: [BackupReport.Remark] = []
  let emptySources: [[UInt8]]
  var warnings: [String] = []
  let isVerbose: Bool

  /// Files that were not read, and sources that are not there, are missing in the snapshot.
  var exitCode: ExitCode {
    unreadable.isEmpty && missingSources.isEmpty ? .done : .incomplete
  }

  var lines: [String] {
    let ending = "   exit \(ExitCode.incomplete.rawValue)"
    return line(unreadable.map(Self.text), "could not be read", ending: ending)
      + line(
        missingSources.map { Printable.text($0) },
        missingSources.count == 1 || isVerbose ? "does not exist" : "do not exist",
        ending: ending)
      + line(
        unsteady.map(Self.text),
        "moved under the reader; saved as far as possible, read again next time")
      + emptySources.map { "! \(Printable.text($0)) is empty: is something not mounted?" }
      + warnings.map { "! \(Printable.text($0))" }
  }

  private static func text(_ remark: BackupReport.Remark) -> String {
    "\(Printable.text(remark.path)) (\(Printable.text(remark.reason)))"
  }

  /// One line with the first items, or one line for each.
  private func line(_ items: [String], _ what: String, ending: String = "") -> [String] {
    guard !items.isEmpty else { return [] }
    if isVerbose { return items.map { "! \(what): \($0)\(ending)" } }
    let more = items.count > Self.listed ? "; -v lists all" : ""
    return [
      "! \(Wording.count(UInt64(items.count), "path")) \(what): "
        + "\(Wording.list(items, limit: Self.listed))\(more)\(ending)"
    ]
  }
}
