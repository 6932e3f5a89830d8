import Format
import LocalState

/// What `mirror show RUN` prints: the run, and every path that it has something to say about.
struct MirrorRunText {
  let run: MirrorRecord
  let pair: MirrorPair
  let remarks: [MirrorRemark]
  let now: Timestamp

  func show(_ output: Output) {
    guard output.format == .text else {
      output.object(
        [("schema", .schema), ("type", "run")] + MirrorRunTable.fields(of: run, pair))
      for remark in remarks {
        output.object([("schema", .schema), ("type", "remark")] + remark.fields)
      }
      return
    }
    for line in lines { output.line(line) }
  }

  var lines: [String] {
    var lines = [
      "Run \(run.id.short), \(run.direction.rawValue)"
        + ", \(MirrorRunTable.time(run.started, now: now).replacing("  ", with: " "))",
      "  A  \(Printable.text(pair.a.path))   \(text(run.a))",
      "  B  \(Printable.text(pair.b.path))   \(text(run.b))",
      "  \(MirrorRunTable.ending(of: run))",
    ]
    if let before = run.before, run.undone == nil {
      lines.append(
        "  What both held before is in snapshot \(before.short): "
          + "martlet mirror undo \(run.id.short)"
      )
    }
    return lines + remarks.map(\.line.text)
  }

  private func text(_ counts: MirrorRecord.Counts) -> String {
    let parts = [
      (counts.created, "new"), (counts.replaced, "changed"), (counts.removed, "removed"),
      (counts.moved, "moved"), (counts.metadata, "with new metadata"),
    ].filter { $0.0 > 0 }.map { "\(Wording.count($0.0)) \($0.1)" }
    let written = counts.bytes > 0 ? "; \(Wording.bytes(counts.bytes)) written" : ""
    return parts.isEmpty ? "nothing" : parts.joined(separator: ", ") + written
  }
}
