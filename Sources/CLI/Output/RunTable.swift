import Format
import LocalState
import Repository

/// What `log` prints: a line for each run, the newest last.
///
/// As JSON: a line of type `run` for each, with `state` (`ended`, `running`, or `lost` for one that
/// was killed), and `null` for whatever a run does not have.
struct RunTable {
  let runs: [Run]
  let now: Timestamp
  /// Who looks: tells which runs still go on.
  let here: ProcessIdentity

  func show(_ output: Output) {
    guard output.format == .text else {
      for run in runs { output.object(fields(of: run)) }
      return
    }
    guard !runs.isEmpty else { return output.line("No such runs on this machine.") }
    var table = TextTable([
      .left("began"), .left("command"), .left("what"), .left("where"), .right("took"),
      .left("how it ended"),
    ])
    for run in runs {
      table.add([
        LocalTime(run.started).map { "\(Printable.padded($0.day(now: now), to: 10)) \($0.clock)" }
          ?? "?",
        run.command, Printable.text(run.profile.isEmpty ? run.subject : run.profile),
        Printable.text(run.location), took(run), Printable.text(ending(of: run)),
      ])
    }
    for (line, run) in zip(table.lines, [nil] + runs.map(Optional.some)) {
      output.line(run.map { output.tinted(line, tint(of: $0)) } ?? line)
    }
  }

  private func took(_ run: Run) -> String {
    run.nanoseconds.map { Wording.duration(nanoseconds: $0) } ?? ""
  }

  private func ending(of run: Run) -> String {
    switch run.state(seenBy: here) {
    case .running: "running"
    case .lost: "! did not end: killed, or the machine stopped"
    case .ended(let code): run.resultText(code)
    }
  }

  private func tint(of run: Run) -> Tint? {
    switch run.state(seenBy: here) {
    case .running, .ended(.done): nil
    case .ended(.incomplete): .warning
    case .ended, .lost: .bad
    }
  }
}

// MARK: JSON

extension RunTable {
  private func fields(of run: Run) -> [(String, JSON)] {
    let state =
      switch run.state(seenBy: here) {
      case .running: "running"
      case .lost: "lost"
      case .ended: "ended"
      }
    return [
      ("schema", .schema), ("type", "run"), ("command", .text(run.command)),
      ("profile", run.profile.isEmpty ? .null : .text(run.profile)),
    ] + named("subject", run.subject) + named("repository", run.location) + [
      ("repository_id", run.repository.map { .text(Hex.encode($0.bytes.bytes)) } ?? .null),
      ("started", JSON.time(run.started)),
      ("ended", run.ending.map { JSON.time($0.time) } ?? .null), ("state", .text(state)),
      ("exit_code", run.ending.map { .number(Int($0.exitCode)) } ?? .null),
      ("snapshot", run.snapshot.map { .text($0.description) } ?? .null),
      ("message", .text(run.message)),
    ] + numbers(of: run)
  }

  private func named(_ name: String, _ recorded: String) -> [(String, JSON)] {
    recorded.isEmpty ? [(name, .null)] : JSON.named(name, recorded)
  }

  private func numbers(of run: Run) -> [(String, JSON)] {
    let counts = run.counts
    return [
      ("files", counts.map { .number($0.files) } ?? .null),
      ("bytes", counts.map { .number($0.bytes) } ?? .null),
      ("added", counts.map { .number($0.added) } ?? .null),
      ("stored", counts.map { .number($0.stored) } ?? .null),
      ("proof", run.proof.map { .text($0.text) } ?? .null),
      ("read_part", run.proof.map { .decimal(Double($0.readMillionths) / 1_000_000) } ?? .null),
      ("seconds", run.nanoseconds.map { .decimal(Double($0 / 1_000_000) / 1000) } ?? .null),
    ]
  }
}
