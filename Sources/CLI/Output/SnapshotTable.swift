import Format
import Repository
import Snapshots

/// The table of `snapshots`: one block for each set, oldest snapshot first.
struct SnapshotTable {
  private static let idWidth = 8

  let now: Timestamp
  let snapshots: [CatalogedSnapshot]

  var lines: [String] {
    let rows = snapshots.map(row)
    let widths = (0..<Self.titles.count).map { column in
      (rows.map { $0.cells[column] } + [Self.titles[column]]).map(Printable.width).max() ?? 0
    }
    var lines: [String] = []
    for set in sets {
      if !lines.isEmpty { lines.append("") }
      lines.append(header(of: set, widths))
      for (snapshot, row) in zip(snapshots, rows) where SnapshotSet(of: snapshot.snapshot) == set {
        lines.append(line(row.lead, row.cells, widths) + row.remarks.map { "   \($0)" }.joined())
      }
    }
    return lines
  }

  private struct Row {
    let lead: String
    let cells: [String]
    let remarks: [String]
  }

  private static let titles = ["size", "added", "files"]

  /// In the order of their first snapshots.
  private var sets: [SnapshotSet] {
    var seen: Set<SnapshotSet> = []
    return snapshots.map { SnapshotSet(of: $0.snapshot) }.filter { seen.insert($0).inserted }
  }

  /// "docs on laptop", in the columns of ID and time, with the titles of the others.
  private func header(of set: SnapshotSet, _ widths: [Int]) -> String {
    let members = snapshots.map(\.snapshot).filter { SnapshotSet(of: $0) == set }
    let name = members.first.map { Wording.set(of: $0) } ?? ""
    let hosts = Set(members.map(\.host)).sorted().map { Printable.text($0) }
    let lead = "\(name) on \(hosts.joined(separator: ", "))"
    guard Printable.width(lead) <= leadWidth else {
      return lead + "\n" + line("", Self.titles, widths)
    }
    return line(lead, Self.titles, widths)
  }

  private func row(_ cataloged: CatalogedSnapshot) -> Row {
    let snapshot = cataloged.snapshot
    let time = LocalTime(snapshot.time)
    let day = Printable.padded(time?.day(now: now) ?? "?", to: 10)
    return Row(
      lead: "\(cataloged.id.short)  \(day) \(time?.clock ?? "")",
      cells: [
        Wording.bytes(snapshot.counts.fileBytes), Wording.bytes(snapshot.counts.storedBytes),
        Wording.count(snapshot.counts.files),
      ],
      remarks: remarks(cataloged))
  }

  private func remarks(_ cataloged: CatalogedSnapshot) -> [String] {
    let users = Set(snapshots.map(\.snapshot.user))
    let user = users.count > 1 ? ["by \(Printable.text(cataloged.snapshot.user))"] : []
    let tags = cataloged.remarks.tags.map { "#\(Printable.text($0))" }
    let pinned = cataloged.remarks.isPinned ? ["pinned"] : []
    let note = cataloged.remarks.note.map { ["\"\(Printable.text($0))\""] } ?? []
    let unreadable = cataloged.snapshot.unreadable.total
    return user + tags + pinned + note
      + (unreadable > 0 ? ["! \(Wording.count(unreadable)) unreadable"] : [])
  }

  private var leadWidth: Int { Self.idWidth + 2 + 10 + 1 + 5 }

  private func line(_ lead: String, _ cells: [String], _ widths: [Int]) -> String {
    Printable.padded(lead, to: leadWidth)
      + zip(cells, widths).map { "   " + Printable.aligned($0, to: $1) }.joined()
  }
}
