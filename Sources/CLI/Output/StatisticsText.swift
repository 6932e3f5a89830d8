import Format
import Repository

/// What `stats` says of a repository, or of some of its snapshots together.
///
/// As JSON one line of type `summary`, all sizes in bytes:
/// - `snapshots` that were looked at, `of` all there are; `files` and `bytes` in them, each counted
///   whole; `saved_by_dedupe`
/// - `different`: each chunk of data once; of these `delta_chunks` are stored as differences, which
///   is `saved_by_delta`; `saved_by_compression`; `data_stored` is what is left
/// - `listings` and `listings_stored`: folder listings before and after; `bases_stored`: what only
///   deltas need
/// - `not_needed` by these snapshots, in so many `not_needed_packs`
/// - `packs`, `pack_bytes`, and `pack_overhead` in them; `stray_packs`, `stray_bytes`: that no run
///   has committed; `index_bytes`, `snapshot_bytes`, `other_bytes`; `total`: all files
/// - `missing`: chunks that these snapshots need and that are missing or damaged; `exit_code`
///
/// How they add up stands at `RepositoryStatistics`.
struct StatisticsText {
  let statistics: RepositoryStatistics
  let location: String
  let allSnapshots: Int

  var exitCode: ExitCode { statistics.missing == 0 ? .done : .incomplete }

  func show(_ output: Output) {
    if output.format == .json { return output.object(fields) }
    output.line(header)
    var table = TextTable([.left(), .right(), .left()])
    for row in chain + stored { table.add(["  \(row.what)", bytes(row.bytes), row.remark]) }
    let lines = table.lines
    for line in lines.prefix(chain.count) { output.line(line) }
    output.line("What is stored:")
    for line in lines.dropFirst(chain.count) { output.line(line) }
    guard statistics.missing > 0 else { return }
    let missing = Wording.count(UInt64(statistics.missing), "chunk")
    output.line(
      output.tinted(
        "! \(missing) missing or damaged, and not counted: run martlet check"
          + "   exit \(exitCode.rawValue)", .bad))
  }

  private struct Row {
    let what: String
    let bytes: Int
    var remark = ""
  }

  private var isWhole: Bool { statistics.snapshots == allSnapshots }

  private var header: String {
    let snapshots = Wording.count(UInt64(allSnapshots), "snapshot")
    let chosen = isWhole ? "" : "\(Wording.count(UInt64(statistics.snapshots))) of "
    return "Repository at \(location): \(chosen)\(snapshots), "
      + "\(Wording.count(UInt64(statistics.packs), "pack")), "
      + "\(bytes(statistics.totalBytes)) stored"
  }

  private func bytes(_ count: Int) -> String {
    count < 0
      ? "-\(Wording.bytes(UInt64(count.magnitude)))" : Wording.bytes(UInt64(count.magnitude))
  }

  private func saved(_ count: Int, _ how: String, nothing: String) -> String {
    count > 0 ? "\(bytes(count)) saved \(how)" : nothing
  }
}

// MARK: rows

extension StatisticsText {
  /// From what the snapshots hold to what is stored of it.
  private var chain: [Row] {
    let data = statistics.data
    guard statistics.snapshots > 0 else { return [] }
    let deltas = Wording.count(UInt64(data.deltas), "chunk")
    return [
      Row(
        what: isWhole ? "In all snapshots" : "In these snapshots", bytes: statistics.fileBytes,
        remark: "in \(Wording.count(statistics.files, "file")), each snapshot counted whole"),
      Row(
        what: "Different data", bytes: data.raw,
        remark: saved(
          statistics.savedByDedupe, "by dedupe: equal data once",
          nothing: "nothing is equal")),
      Row(
        what: "With deltas", bytes: data.form,
        remark: saved(
          data.savedByDelta, "by storing \(deltas) as differences",
          nothing: "nothing is stored as a difference")),
      Row(
        what: "Compressed", bytes: data.stored,
        remark: saved(
          data.savedByCompression, "by compression", nothing: "nothing saved by compression")),
    ]
  }

  private var stored: [Row] {
    let before = bytes(statistics.trees.raw)
    var rows = [
      Row(what: "Data", bytes: statistics.data.stored),
      Row(
        what: "Folder listings", bytes: statistics.trees.stored,
        remark: "\(before) before deltas and compression"),
    ]
    if statistics.bases.stored > 0 {
      let who = isWhole ? "no snapshot" : "none of these"
      rows.append(
        Row(
          what: "Bases of deltas", bytes: statistics.bases.stored,
          remark: "\(who) has them, but deltas start from them"))
    }
    rows.append(unneeded)
    if statistics.strayPacks > 0 {
      rows.append(
        Row(
          what: "Unfinished runs", bytes: statistics.strayPackBytes,
          remark: "in \(Wording.count(UInt64(statistics.strayPacks), "pack"))"))
    }
    let rest = statistics.indexBytes + statistics.snapshotBytes + statistics.otherBytes
    return rows + [
      Row(
        what: "Overhead of packs", bytes: statistics.packOverhead,
        remark: "directories and padding"),
      Row(what: "Everything else", bytes: rest, remark: "index, snapshots, keys"),
      Row(what: "Together", bytes: statistics.totalBytes),
    ]
  }

  private var unneeded: Row {
    let packs = "in \(Wording.count(UInt64(statistics.packsWithOthers), "pack"))"
    return Row(
      what: isWhole ? "Not needed by any snapshot" : "Not needed by these",
      bytes: statistics.others.stored, remark: statistics.others.stored > 0 ? packs : "")
  }
}

// MARK: JSON

extension StatisticsText {
  private var fields: [(String, JSON)] {
    let data = statistics.data
    return [
      ("schema", .schema), ("type", "summary"), ("snapshots", .number(statistics.snapshots)),
      ("of", .number(allSnapshots)), ("files", .number(statistics.files)),
      ("bytes", .number(statistics.fileBytes)),
      ("saved_by_dedupe", .number(statistics.savedByDedupe)), ("different", .number(data.raw)),
      ("delta_chunks", .number(data.deltas)), ("saved_by_delta", .number(data.savedByDelta)),
      ("saved_by_compression", .number(data.savedByCompression)),
      ("data_stored", .number(data.stored)), ("listings", .number(statistics.trees.raw)),
      ("listings_stored", .number(statistics.trees.stored)),
      ("bases_stored", .number(statistics.bases.stored)),
      ("not_needed", .number(statistics.others.stored)),
      ("not_needed_packs", .number(statistics.packsWithOthers)),
      ("packs", .number(statistics.packs)), ("pack_bytes", .number(statistics.packBytes)),
      ("pack_overhead", .number(statistics.packOverhead)),
      ("stray_packs", .number(statistics.strayPacks)),
      ("stray_bytes", .number(statistics.strayPackBytes)),
      ("index_bytes", .number(statistics.indexBytes)),
      ("snapshot_bytes", .number(statistics.snapshotBytes)),
      ("other_bytes", .number(statistics.otherBytes)), ("total", .number(statistics.totalBytes)),
      ("missing", .number(statistics.missing)), ("exit_code", .number(Int(exitCode.rawValue))),
    ]
  }
}
