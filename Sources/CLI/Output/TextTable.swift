/// Rows in columns that are as wide as their widest cell, as a terminal shows it.
///
/// Cells are printable text already (`Printable.text`); colours come when a line is finished.
struct TextTable {
  enum Alignment { case left, right }

  struct Column {
    /// Empty: no title.
    let title: String
    let alignment: Alignment

    static func left(_ title: String = "") -> Column { Column(title: title, alignment: .left) }
    static func right(_ title: String = "") -> Column { Column(title: title, alignment: .right) }
  }

  private static let gap = "   "

  let columns: [Column]
  private var rows: [[String]] = []

  init(_ columns: [Column]) {
    self.columns = columns
  }

  /// Takes one cell for each column.
  mutating func add(_ cells: [String]) {
    precondition(cells.count == columns.count, "a cell for each column")
    rows.append(cells)
  }

  /// The titles, where there are any, then the rows; without spaces at their ends.
  var lines: [String] {
    let titles = columns.map(\.title)
    let all = titles.allSatisfy(\.isEmpty) ? rows : [titles] + rows
    let widths = columns.indices.map { column in
      all.map { Printable.width($0[column]) }.max() ?? 0
    }
    return all.map { line($0, widths) }
  }

  private func line(_ cells: [String], _ widths: [Int]) -> String {
    columns.indices.map { column in
      switch columns[column].alignment {
      case .left: Printable.padded(cells[column], to: widths[column])
      case .right: Printable.aligned(cells[column], to: widths[column])
      }
    }.joined(separator: Self.gap).trimmedEnd
  }
}
