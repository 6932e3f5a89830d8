import Format
import LocalState
import Repository

/// What `status` says: a line for each profile and repository, then what is to be done.
///
/// As JSON: a line of type `status` for each, whose `problems` have a `kind` (`never_saved`,
/// `forgotten`, `overdue`, `never_checked`, `unproven`, `damaged`, `not_forgotten`), then one of
/// type `summary`.
struct StatusText {
  let report: StatusReport
  /// The one that was asked for.
  let profile: String?
  let now: Timestamp
  let here: ProcessIdentity

  func show(_ output: Output) {
    guard output.format == .text else { return showJSON(output) }
    guard !report.places.isEmpty else {
      let ending = "   exit \(report.exitCode.rawValue)"
      guard let profile else {
        output.line(output.tinted("! Nothing has been saved from here yet.\(ending)", .bad))
        return output.line(
          "  Begin with: martlet backup PATH, or a profile: martlet config example")
      }
      output.line(
        output.tinted(
          "! The profile \(Printable.text(profile)) has never been saved.\(ending)", .bad))
      return output.line("  Save it: martlet backup -p \(Printable.text(profile))")
    }
    for line in table.lines { output.summary(line) }
    for place in report.places { showProblems(of: place, output) }
  }

  private var table: TextTable {
    var table = TextTable([
      .left("what"), .left("where"), .left("last snapshot"), .left("last run"), .left("next run"),
      .left("last good check"),
    ])
    for place in report.places {
      table.add([
        Printable.text(place.subject), Printable.text(place.repository),
        snapshot(place),
        place.last.map(ending) ?? "none", next(place), check(place),
      ])
    }
    return table
  }

  private func snapshot(_ place: PlaceStatus) -> String {
    guard let run = place.lastSaved, let end = run.ending?.time else { return "none" }
    return "\(run.snapshot.map { "\($0.short) " } ?? "")\(text(of: end))"
  }

  private func next(_ place: PlaceStatus) -> String {
    guard let schedule = place.schedule else {
      return place.expectation.hasSchedule ? "not installed" : "by hand"
    }
    return ScheduleText.next(schedule.next, text)
  }

  private func ending(of run: Run) -> String {
    switch run.state(seenBy: here) {
    case .running: "running since \(text(of: run.started))"
    case .lost: "did not end, \(text(of: run.started))"
    case .ended(.done): "done \(text(of: run.ending?.time ?? run.started))"
    case .ended(.incomplete): "incomplete \(text(of: run.ending?.time ?? run.started))"
    case .ended(.interrupted): "interrupted \(text(of: run.ending?.time ?? run.started))"
    case .ended(let code): "failed (\(code.rawValue)) \(text(of: run.ending?.time ?? run.started))"
    }
  }

  private func check(_ place: PlaceStatus) -> String {
    guard let run = place.lastGoodCheck, let end = run.ending?.time else { return "none" }
    let millionths = run.proof?.readMillionths ?? 0
    let percent = millionths < 10_000 ? "under 1" : "\(millionths / 10_000)"
    let read = millionths == 0 ? "structure alone" : "\(percent) % read"
    return "\(text(of: end)), \(read)"
  }

  private func text(of time: Timestamp) -> String {
    LocalTime(time).map { "\($0.day(now: now)) \($0.clock)" } ?? "?"
  }
}

// MARK: problems

extension StatusText {
  private func showProblems(of place: PlaceStatus, _ output: Output) {
    let name =
      "\(Printable.text(place.subject)) in \(Printable.text(place.repository))"
    for problem in place.problems {
      output.line(
        output.tinted(
          "! \(name): \(problem.text)   exit \(ExitCode.overdue.rawValue)", .bad))
    }
    guard let last = place.last, case .ended(let code) = last.state(seenBy: here),
      code != .done, !last.message.isEmpty
    else { return }
    output.line(output.tinted("! \(name): last run: \(Printable.text(last.message))", .warning))
  }

  private func showJSON(_ output: Output) {
    for place in report.places { output.object(fields(of: place)) }
    output.object([
      ("schema", .schema), ("type", "summary"),
      ("problems", .number(report.places.map(\.problems.count).reduce(0, +))),
      ("exit_code", .number(Int(report.exitCode.rawValue))),
    ])
  }

  private func fields(of place: PlaceStatus) -> [(String, JSON)] {
    [("schema", .schema), ("type", "status")]
      + JSON.named("subject", NameText.bytes(place.subject)) + [
        ("profile", place.expectation.isOfProfile ? .text(place.subject) : .null)
      ] + JSON.named("repository", place.location) + times(of: place) + [
        (
          "problems",
          .list(
            place.problems.map { .object([("kind", .text($0.kind)), ("text", .text($0.text))]) })
        )
      ]
  }

  private func times(of place: PlaceStatus) -> [(String, JSON)] {
    [
      ("last_run", time(place.last?.ending?.time ?? place.last?.started)),
      ("last_exit_code", place.last?.ending.map { .number(Int($0.exitCode)) } ?? .null),
      ("last_snapshot", place.lastSaved?.snapshot.map { .text($0.description) } ?? .null),
      ("last_snapshot_time", time(place.lastSaved?.ending?.time)),
      ("next_run", time(place.schedule?.time)),
      ("last_good_check", time(place.lastGoodCheck?.ending?.time)),
    ]
  }

  private func time(_ time: Timestamp?) -> JSON { time.map { JSON.time($0) } ?? .null }
}

extension PlaceStatus.Problem {
  fileprivate var kind: String {
    switch self {
    case .neverSaved: "never_saved"
    case .forgotten: "forgotten"
    case .overdue: "overdue"
    case .neverChecked: "never_checked"
    case .unproven: "unproven"
    case .damaged: "damaged"
    case .notForgotten: "not_forgotten"
    }
  }

  /// A clause that says what is the matter.
  fileprivate var text: String {
    switch self {
    case .neverSaved: "never saved"
    case .forgotten: "its last snapshot was forgotten"
    case .overdue(let age, let allowed):
      "overdue: the last snapshot is \(Self.text(age)) old, and \(allowed.text) are allowed"
    case .neverChecked(let every): "unproven: never checked, and every \(every.text) is asked for"
    case .unproven(let age, let every):
      "unproven: the last good check is \(Self.text(age)) old, and every \(every.text) is asked for"
    case .damaged(let message): "the last check found it \(Printable.text(message))"
    case .notForgotten(let message): "old snapshots were not forgotten: \(Printable.text(message))"
    }
  }

  private static func text(_ seconds: Int64) -> String {
    switch seconds {
    case ..<120: "\(seconds) s"
    case ..<7200: "\(seconds / 60) min"
    case ..<172_800: "\(seconds / 3600) h"
    default: "\(seconds / 86_400) days"
    }
  }
}
