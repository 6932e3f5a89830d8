import Format
import LocalState
import Mirror

/// What a mirror run says at its end.
///
/// ```
/// Mirrored /home/ann/docs (A) and /mnt/usb/docs (B) in 2.1 s.
///   A: nothing
///   B: 3 new, 1 changed (2.1 MiB), 2 removed (4 KiB)
///   Both sides are equal: 18 204 files, 9.4 GiB.
///   To take it back: martlet mirror undo 3f2a91bc
/// ! 1 conflict: notes.txt   exit 3
/// ```
struct MirrorSummary {
  /// What both sides hold alike, as it was read after the last step.
  struct Agreement: Equatable {
    var files: UInt64
  }

  private static let listed = 3

  let run: MirrorRecord
  let pair: MirrorPair
  /// Of the steps that were done.
  let a, b: MirrorSums
  let remarks: [MirrorRemark]
  /// `nil` where the sides differ: the remarks say where.
  let agreement: Agreement?
  let isVerbose: Bool

  /// Conflicts and failures are incomplete; whatever else was said is not.
  var exitCode: ExitCode { troubles.isEmpty ? .done : .incomplete }

  private var troubles: [MirrorRemark] { remarks.filter(\.isTrouble) }

  var lines: [MirrorListing.Line] {
    var lines = [MirrorListing.Line(text: heading, tint: .strong)]
    lines += facts.map { MirrorListing.Line(text: "  \($0)", tint: nil) }
    return lines + troubleLines.map { MirrorListing.Line(text: $0, tint: .warning) }
  }

  func show(_ output: Output) {
    if output.format == .json { return output.object(fields) }
    for line in lines {
      let text = output.tinted(line.text, line.tint)
      if line.tint == .warning { output.line(text) } else { output.summary(text) }
    }
  }

  private var heading: String {
    let names = "\(Printable.text(pair.a.path)) (A) and \(Printable.text(pair.b.path)) (B)"
    let took = run.ending.map { " in \(Wording.duration(nanoseconds: $0.nanoseconds))" } ?? ""
    return run.direction == .undo ? "Undone on \(names)\(took)." : "Mirrored \(names)\(took)."
  }

  private var facts: [String] {
    var facts: [String] = []
    if run.comparison == .slow, run.direction == .twoWay {
      facts.append("Compared as a whole: without what they last agreed on nothing is deleted.")
    }
    facts +=
      a.isNothing && b.isNothing
      ? ["Nothing had to be done."] : ["A: \(a.text)", "B: \(b.text)"]
    if let agreement {
      facts.append(
        "Both sides are equal: \(Wording.count(agreement.files, "file")).")
    }
    if run.before != nil, run.direction != .undo {
      facts.append("To take it back: martlet mirror undo \(run.id.short)")
    }
    return facts
  }

  private var troubleLines: [String] {
    let groups = [
      (troubles.filter { $0.kind != .failed }, "conflict", ""),
      (troubles.filter { $0.kind == .failed }, "path", " not mirrored"),
    ].filter { !$0.0.isEmpty }
    return groups.flatMap { remarks, noun, rest in
      let items = remarks.map(\.item)
      if isVerbose { return items.map { "! \(noun)\(rest): \($0)" } }
      let more = items.count > Self.listed ? "; -v lists all" : ""
      return [
        "! \(Wording.count(UInt64(items.count), noun))\(rest): "
          + "\(Wording.list(items, limit: Self.listed))\(more)   exit \(exitCode.rawValue)"
      ]
    }
  }

  private var fields: [(String, JSON)] {
    [("schema", .schema), ("type", "summary")] + MirrorRunTable.fields(of: run, pair)
      + [
        ("sums_a", a.json), ("sums_b", b.json),
        (
          "equal",
          agreement.map { .object([("files", .number($0.files))]) }
            ?? .null
        ), ("remarks", .list(remarks.map { .object($0.fields) })),
        ("exit_code", .number(Int(exitCode.rawValue))),
      ]
  }
}

extension MirrorRecord.ID {
  /// What people see and type.
  var short: String { String(description.prefix(8)) }
}
