import Format
import Snapshots

/// What a comparison says at its end.
struct DiffSummary {
  private static let listed = 3

  let totals: DiffTotals
  let unreadable: [UnreadablePath]
  let old: SnapshotID
  /// `nil` for folders on the disk.
  let new: SnapshotID?
  let isVerbose: Bool

  var exitCode: ExitCode { unreadable.isEmpty ? .done : .incomplete }

  func show(_ output: Output) {
    if output.format == .json { return output.object(fields) }
    output.summary(sum)
    if !totals.renamesWereSought {
      output.summary("  Renames were not looked for: there are too many differences")
    }
    for line in unreadableLines { output.line(output.tinted(line, .warning)) }
  }

  private var sum: String {
    guard !totals.isNothing else {
      return unreadable.isEmpty ? "Nothing differs." : "Nothing differs in what could be read."
    }
    let changes = [
      files(totals.added, "added"), files(totals.removed, "removed"),
      count(totals.contents, "changed"), count(totals.renamed, "renamed"),
      count(totals.metadata, "with new metadata"),
    ].compactMap { $0 }
    let folders = [
      count(totals.added.folders, "added"), count(totals.removed.folders, "removed"),
    ].compactMap { $0 }
    let same = totals.same.map { "\(Wording.count(UInt64($0))) the same" } ?? "the rest is the same"
    return [
      changes.joined(separator: ", "),
      folders.isEmpty ? "" : "folders: " + folders.joined(separator: ", "), same,
    ].filter { !$0.isEmpty }.joined(separator: "; ")
  }

  private func files(_ extent: DiffTotals.Extent, _ what: String) -> String? {
    count(extent.files, what).map { "\($0) (\(Wording.bytes(extent.bytes)))" }
  }

  private func count(_ count: Int, _ what: String) -> String? {
    count == 0 ? nil : "\(Wording.count(UInt64(count))) \(what)"
  }

  private var unreadableLines: [String] {
    let items = unreadable.map {
      "\($0.path.isEmpty ? "." : Printable.text($0.path)) (\(Printable.text($0.reason)))"
    }
    guard !items.isEmpty else { return [] }
    if isVerbose { return items.map { "! not compared: \($0)" } }
    let more = items.count > Self.listed ? "; -v lists all" : ""
    return [
      "! \(Wording.count(UInt64(items.count), "path")) not compared: "
        + "\(Wording.list(items, limit: Self.listed))\(more)   exit \(exitCode.rawValue)"
    ]
  }

  /// What the backup left out is not in its snapshot, and so seems to be new.
  func noteOmissions(of snapshot: Snapshot, _ output: Output) {
    guard totals.added.files + totals.added.folders > 0 else { return }
    let excluded = snapshot.counts.excludedEntries
    if excluded > 0 {
      output.note(
        "martlet: the backup left \(Wording.count(excluded, "path")) out, which may seem to be "
          + "added; --exclude takes the same patterns")
    }
    let unreadable = snapshot.unreadable.total
    if unreadable > 0 {
      output.note(
        "martlet: the backup could not read \(Wording.count(unreadable, "path")), which may seem "
          + "to be added")
    }
  }
}

// MARK: JSON

extension DiffSummary {
  private var fields: [(String, JSON)] {
    [
      ("schema", .schema), ("type", "summary"), ("old", .text(old.description)),
      ("new", new.map { .text($0.description) } ?? .null),
      ("added", .number(totals.added.files)), ("added_bytes", .number(totals.added.bytes)),
      ("removed", .number(totals.removed.files)),
      ("removed_bytes", .number(totals.removed.bytes)),
      ("contents", .number(totals.contents)), ("metadata", .number(totals.metadata)),
      ("renamed", .number(totals.renamed)), ("added_folders", .number(totals.added.folders)),
      ("removed_folders", .number(totals.removed.folders)),
      ("same", totals.same.map(JSON.number) ?? .null),
      ("renames_sought", .flag(totals.renamesWereSought)),
      ("unreadable", JSON.remarks(unreadable.map { ($0.path, $0.reason) })),
      ("exit_code", .number(Int(exitCode.rawValue))),
    ]
  }
}
