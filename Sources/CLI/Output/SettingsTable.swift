import Snapshots
import SystemPackage

/// What `config show` prints: a block for each repository and profile.
struct SettingsTable {
  let path: FilePath
  let rows: [SettingsListing.Row]

  func show(_ output: Output) {
    guard output.format == .text else { return showJSON(output) }
    output.line("Configuration \(Printable.text(path.bytes))")
    var table = ""
    for (row, line) in zip(rows, lines) {
      if row.table != table { output.line("\n\(Printable.text(row.table))") }
      table = row.table
      output.line("  \(line)")
    }
  }

  /// One table for all blocks, so that their columns agree.
  private var lines: [String] {
    var table = TextTable([.left(), .left(), .left()])
    for row in rows {
      let values = row.values.map { Printable.text($0) }.joined(separator: ", ")
      table.add([row.name, values, row.origin])
    }
    return table.lines
  }

  private func showJSON(_ output: Output) {
    output.object(
      [("schema", .schema), ("type", "configuration")] + JSON.named("path", path.bytes))
    for row in rows {
      output.object([
        ("schema", .schema), ("type", "setting"), ("table", .text(row.table)),
        ("name", .text(row.name)), ("values", .list(row.values.map(JSON.text))),
        ("origin", .text(row.origin)),
      ])
    }
  }
}
