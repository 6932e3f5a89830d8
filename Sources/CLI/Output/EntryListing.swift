import Format
import Snapshots

/// Entries of a snapshot as lines.
struct EntryListing {
  enum Style {
    /// The name, and a slash after that of a folder.
    case short
    /// As `ls -l`.
    case long
    /// The same for entries that come one by one: columns are wide enough for most.
    case longOneByOne

    fileprivate var leastWidths: [Int] {
      self == .longOneByOne ? [0, 8, 8, 11, 0] : [0, 0, 0, 0, 0]
    }
  }

  let style: Style
  private let output: Output

  init(style: Style, _ output: Output) {
    self.style = style
    self.output = output
  }

  /// Shows entries of one folder or of several; `depth` components of their paths are not shown.
  func show(_ entries: [SnapshotView.Entry], below depth: Int) {
    let shown = entries.compactMap { entry in
      entry.node.map { ($0, Array(entry.path.dropFirst(depth))) }
    }
    guard output.format == .text else {
      for (node, path) in shown { output.object(fields(node, path)) }
      return
    }
    let rows = shown.map { style == .short ? [] : columns($0.0) }
    let widths = (0..<(rows.first?.count ?? 0)).map { column in
      rows.map { Printable.width($0[column]) }.max().map { max($0, style.leastWidths[column]) } ?? 0
    }
    for ((node, path), row) in zip(shown, rows) {
      let cells = zip(row, widths).enumerated().map { index, cell in
        index == Self.sizeColumn
          ? Printable.aligned(cell.0, to: cell.1) : Printable.padded(cell.0, to: cell.1)
      }
      output.line((cells + [name(node, path)]).joined(separator: " "))
    }
  }

  private static let sizeColumn = 3

  private func name(_ node: Node, _ path: [FileName]) -> String {
    let name = path.isEmpty ? [node.name] : path
    let text = name.map { Printable.text($0.bytes) }.joined(separator: "/")
    switch node.content {
    case .folder: return text + "/"
    case .symlink(let target) where style != .short:
      return "\(text) -> \(Printable.text(target))"
    default: return text
    }
  }

  private func columns(_ node: Node) -> [String] {
    let owner = node.owner
    let time = LocalTime(node.modified)
    let size: String =
      switch node.content {
      case .file(let size, _, _, _): "\(size)"
      case .blockDevice(let major, let minor), .characterDevice(let major, let minor):
        "\(major),\(minor)"
      default: "-"
      }
    return [
      ModeText.text(node.kind, node.owner.permissions),
      Printable.text(owner.userText), Printable.text(owner.groupText),
      size, time.map { "\($0.date) \($0.clock)" } ?? "?",
    ]
  }

  private func fields(_ node: Node, _ path: [FileName]) -> [(String, JSON)] {
    let name = path.isEmpty ? [node.name] : path
    let owner = node.owner
    var fields: [(String, JSON)] = [("schema", .schema), ("type", "entry")]
    fields += JSON.named("path", Array(name.map(\.bytes).joined(separator: [UInt8(ascii: "/")])))
    fields.append(("kind", .text(node.kind.word)))
    switch node.content {
    case .file(let size, _, _, _): fields.append(("size", .number(size)))
    case .symlink(let target): fields += JSON.named("target", target)
    case .blockDevice(let major, let minor), .characterDevice(let major, let minor):
      fields += [("major", .number(UInt64(major))), ("minor", .number(UInt64(minor)))]
    case .folder, .fifo, .socket: break
    }
    return fields + [
      ("modified", .time(node.modified)),
      ("mode", .text("0" + String(owner.permissions, radix: 8))),
      ("uid", .number(UInt64(owner.userID))), ("gid", .number(UInt64(owner.groupID))),
      ("user", .text(owner.user)), ("group", .text(owner.group)),
    ]
  }
}
