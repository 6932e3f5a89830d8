/// The line of a crontab that starts a scheduled run, for machines without systemd.
struct CronLine: Equatable {
  private static let marker = "# martlet schedule "

  /// With everything, without its end.
  let text: String
  let profile: String
  let schedule: Schedule

  /// `nil` for a schedule that only systemd understands.
  init?(_ run: ScheduledRun) {
    guard let fields = run.schedule.cronFields else { return nil }
    let variables = run.variables.map { "\($0.name)=\(ShellWord.quoted($0.value))" }
    let words = variables + [ShellWord.quoted(run.program)] + run.arguments + ["--quiet"]
    // A percent sign ends the command there.
    let command = words.joined(separator: " ").replacing("%", with: "\\%")
    text = "\(fields) \(command) \(Self.marker)\(run.profile): \(run.schedule.text)"
    profile = run.profile
    schedule = run.schedule
  }

  /// Reads a line of a crontab; `nil` for one that is no line of this program.
  init?(_ bytes: [UInt8]) {
    guard let line = String(validating: bytes, as: UTF8.self), !line.hasPrefix("#"),
      let start = line.ranges(of: Self.marker).last
    else { return nil }
    let parts = line[start.upperBound...].split(separator: ": ", maxSplits: 1)
    guard parts.count == 2, let schedule = Schedule(String(parts[1])),
      EntryName.isValid(String(parts[0]))
    else { return nil }
    text = line
    profile = String(parts[0])
    self.schedule = schedule
  }
}
