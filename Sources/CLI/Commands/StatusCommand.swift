import ArgumentParser
import Repository

/// `martlet status`: whether everything that is to be saved is saved.
struct StatusCommand: MartletCommand {
  static let configuration = CommandConfiguration(
    commandName: "status", abstract: "Say whether backups are up to date, and what was proved.",
    discussion: """
      Of every profile, or without a configuration of every set that was saved from here: the \
      last snapshot, the last run, the next one, and the last good check. Ends with 6 when a \
      snapshot is older than overdue-after (by default the time between two runs and half of it), \
      when a check is later than the profile wants it and a backup may be late, when a check found \
      damage, when something that was to be saved never was, or when there is nothing. Asks no \
      repository, and for no password.
      """)

  @OptionGroup(title: "Repository and output") var common: CommonOptions

  func run(in invocation: Invocation) throws -> ExitCode {
    let report = try StatusReport(invocation)
    let text = StatusText(
      report: report, profile: invocation.settings.profile?.name.value,
      now: invocation.surroundings.clock.now,
      here: invocation.surroundings.process)
    text.show(invocation.output)
    return report.exitCode
  }
}
