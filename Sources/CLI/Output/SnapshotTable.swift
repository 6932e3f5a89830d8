import Format
import Repository
import Snapshots

/// The table of `snapshots`: one block for each set, oldest snapshot first.
struct SnapshotTable {
  private static let idWidth = 8
  private static let noteWidth = 60

  private let now: Timestamp
  private let snapshots: [CatalogedSnapshot]
  private let facts: SnapshotFacts
  private let isColored: Bool
  private let hasSeveralUsers: Bool

  init(
    now: Timestamp, snapshots: [CatalogedSnapshot], _ facts: SnapshotFacts = SnapshotFacts(),
    isColored: Bool = false
  ) {
    self.now = now
    self.snapshots = snapshots
    self.facts = facts
    self.isColored = isColored
    hasSeveralUsers = Set(snapshots.map(\.snapshot.user)).count > 1
  }

  var lines: [String] {
    let rows = snapshots.map(row)
    let widths = (0..<titles.count).map { column in
      (rows.map { $0.cells[column] } + [titles[column]]).map(Printable.width).max() ?? 0
    }
    var lines: [String] = []
    for members in sets {
      if !lines.isEmpty { lines.append("") }
      lines.append(header(of: members.map { snapshots[$0].snapshot }, widths))
      for row in members.map({ rows[$0] }) {
        lines.append(line(row.lead, row.cells, widths, row.remarks))
      }
    }
    return lines
  }

  private struct Row {
    let lead: String
    let cells: [String]
    let remarks: [String]
  }

  private var titles: [String] {
    ["size", "added"] + (facts.onlyHere == nil ? [] : ["only here"]) + ["files"]
      + (hasRules ? ["kept by"] : [])
  }

  /// Whether a rule has anything to say about one of them.
  private var hasRules: Bool { snapshots.contains { facts.keptBy[$0.id] != nil } }

  /// The places of the snapshots of each set, in the order of their first snapshots.
  private var sets: [[Int]] {
    let keys = snapshots.map { SnapshotSet(of: $0.snapshot) }
    return Dictionary(grouping: snapshots.indices) { keys[$0] }.values
      .sorted { ($0.first ?? 0) < ($1.first ?? 0) }
  }

  /// "docs on laptop", in the columns of ID and time, with the titles of the others.
  private func header(of members: [Snapshot], _ widths: [Int]) -> String {
    let name = members.first.map { Wording.set(of: $0) } ?? ""
    let hosts = Set(members.map(\.host)).sorted().map { Printable.text($0) }
    let lead = "\(name) on \(hosts.joined(separator: ", "))"
    guard Printable.width(lead) <= leadWidth else {
      return lead + "\n" + line("", titles, widths)
    }
    return line(lead, titles, widths)
  }

  private func row(_ cataloged: CatalogedSnapshot) -> Row {
    let snapshot = cataloged.snapshot
    let time = LocalTime(snapshot.time)
    let day = Printable.padded(time?.day(now: now) ?? "?", to: 10)
    return Row(
      lead: "\(cataloged.id.short)  \(day) \(time?.clock ?? "")",
      cells: [
        Wording.bytes(snapshot.counts.fileBytes), Wording.bytes(snapshot.counts.storedBytes),
      ] + onlyHere(cataloged.id) + [Wording.count(snapshot.counts.files)]
        + (hasRules ? [keptBy(cataloged.id)] : []),
      remarks: remarks(cataloged))
  }

  private func onlyHere(_ id: SnapshotID) -> [String] {
    guard let onlyHere = facts.onlyHere else { return [] }
    return [onlyHere[id].map { Wording.bytes(UInt64(clamping: $0)) } ?? ""]
  }

  private func keptBy(_ id: SnapshotID) -> String {
    guard let reasons = facts.keptBy[id] else { return "" }
    guard !reasons.isEmpty else { return "no rule" }
    return reasons.map { Printable.text($0.description) }.joined(separator: ", ")
  }

  /// What was said of it, as `by ann #kept pinned "before the move"`; then what is wrong with it.
  private func remarks(_ cataloged: CatalogedSnapshot) -> [String] {
    let user = hasSeveralUsers ? ["by \(Printable.text(cataloged.snapshot.user))"] : []
    let tags = cataloged.remarks.tags.map { "#\(Printable.text($0))" }
    let pinned = cataloged.remarks.isPinned ? ["pinned"] : []
    let note = cataloged.remarks.note.map {
      ["\"\(Printable.cut(Printable.text($0), to: Self.noteWidth))\""]
    }
    let said = (user + tags + pinned + (note ?? [])).joined(separator: " ")
    let unreadable = cataloged.snapshot.unreadable.total
    return (said.isEmpty ? [] : [said])
      + (unreadable > 0
        ? [Tint.warning.applied(to: "! \(Wording.count(unreadable)) unreadable", isColored)] : [])
  }

  private var leadWidth: Int { Self.idWidth + 2 + 10 + 1 + 5 }

  private func line(
    _ lead: String, _ cells: [String], _ widths: [Int], _ remarks: [String] = []
  ) -> String {
    // The rules are words, and stand last; what nothing follows is not padded.
    let numbers = zip(cells, widths).prefix(cells.count - (hasRules ? 1 : 0))
    var words = hasRules ? cells.suffix(1) : []
    if !remarks.isEmpty { words = words.map { Printable.padded($0, to: widths.last ?? 0) } }
    return
      ([Printable.padded(lead, to: leadWidth)]
      + numbers.map { Printable.aligned($0, to: $1) } + words.filter { !$0.isEmpty } + remarks)
      .joined(separator: "   ")
  }
}
