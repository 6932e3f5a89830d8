import Format
import LocalState

/// What `mirror log` prints: a line for each run, the newest last.
struct MirrorRunTable {
  /// With their pairs.
  let runs: [(run: MirrorRecord, pair: MirrorPair)]
  let now: Timestamp

  func show(_ output: Output) {
    guard output.format == .text else {
      for (run, pair) in runs {
        output.object([("schema", .schema), ("type", "run")] + Self.fields(of: run, pair))
      }
      return
    }
    guard !runs.isEmpty else { return output.line("No mirror has been run on this machine.") }
    for (line, run) in zip(lines, [nil] + runs.map { Optional($0.run) }) {
      output.line(run.map { output.tinted(line, Self.tint(of: $0)) } ?? line)
    }
  }

  /// The titles, then the runs.
  var lines: [String] {
    var table = TextTable([
      .left("run"), .left("began"), .left("what"), .left("A"), .left("B"), .right("A changed"),
      .right("B changed"), .right("took"), .left("how it ended"),
    ])
    for (run, pair) in runs {
      table.add([
        run.id.short, Self.time(run.started, now: now), Self.what(run),
        Printable.text(pair.a.path), Printable.text(pair.b.path), Self.count(run.a),
        Self.count(run.b),
        run.ending.map { Wording.duration(nanoseconds: $0.nanoseconds) } ?? "",
        Self.ending(of: run),
      ])
    }
    return table.lines
  }

  static func time(_ time: Timestamp, now: Timestamp) -> String {
    LocalTime(time).map { "\(Printable.padded($0.day(now: now), to: 10)) \($0.clock)" } ?? "?"
  }

  private static func what(_ run: MirrorRecord) -> String {
    if let undone = run.undoes { return "undo of \(undone.short)" }
    return run.comparison == .slow ? "\(run.direction.rawValue), slow" : run.direction.rawValue
  }

  private static func count(_ counts: MirrorRecord.Counts) -> String {
    let parts = [counts.created, counts.replaced, counts.removed, counts.moved, counts.metadata]
    return Wording.count(parts.reduce(0) { $0.addingReportingOverflow($1).partialValue })
  }

  static func ending(of run: MirrorRecord) -> String {
    guard let ending = run.ending else { return "! did not end: killed, or it goes on" }
    let undone = run.undone == nil ? "" : ", undone since"
    let code = ending.exitCode == ExitCode.done.rawValue ? "" : " (exit \(ending.exitCode))"
    return Printable.text(ending.verdict) + code + undone
  }

  private static func tint(of run: MirrorRecord) -> Tint? {
    switch run.ending.map({ ExitCode(rawValue: $0.exitCode) }) {
    case .done?: run.undone == nil ? nil : .faint
    case .incomplete?: .warning
    default: .bad
    }
  }

  /// The fields of a run in JSON, behind schema and type.
  static func fields(of run: MirrorRecord, _ pair: MirrorPair) -> [(String, JSON)] {
    [("run", .text(run.id.description))] + JSON.named("a", pair.a.path)
      + JSON.named("b", pair.b.path) + [
        ("direction", .text(run.direction.rawValue)),
        ("comparison", .text(run.comparison.rawValue)), ("started", JSON.time(run.started)),
        ("ended", run.ending.map { JSON.time($0.time) } ?? .null),
        (
          "seconds",
          run.ending.map { .decimal(Double($0.nanoseconds / 1_000_000) / 1_000) } ?? .null
        ), ("before", id(run.before)), ("baseline_before", id(run.baselineBefore)),
        ("baseline", id(run.baselineAfter)), ("changed_a", json(run.a)), ("changed_b", json(run.b)),
        ("verdict", run.ending.map { .text($0.verdict) } ?? .null),
        ("exit_code", run.ending.map { .number(Int($0.exitCode)) } ?? .null),
        ("undone", run.undone.map { JSON.time($0) } ?? .null),
        ("undoes", run.undoes.map { .text($0.description) } ?? .null),
      ]
  }

  private static func id(_ snapshot: SnapshotID?) -> JSON {
    snapshot.map { .text($0.description) } ?? .null
  }

  private static func json(_ counts: MirrorRecord.Counts) -> JSON {
    .object([
      ("created", .number(counts.created)), ("replaced", .number(counts.replaced)),
      ("removed", .number(counts.removed)), ("moved", .number(counts.moved)),
      ("metadata", .number(counts.metadata)), ("bytes", .number(counts.bytes)),
    ])
  }
}
