import ArgumentParser

/// `martlet doctor`: whether everything around a backup is as it should be.
struct DoctorCommand: UnlockingCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor",
    abstract: "Look for what keeps backups from working, and say what to do.",
    discussion:
      "Looks at the repository, the password, the folders of martlet and the machine, and "
      + "changes nothing. What is in the repository is looked at by check.")

  static let examples = [
    CommandExample("martlet doctor", "All of it, a line each."),
    CommandExample("martlet doctor -q", "Only what is not in order."),
  ]

  @OptionGroup(title: "Repository and output") var unlocking: UnlockingOptions

  func run(in invocation: Invocation) throws -> ExitCode {
    if let location = try? invocation.location() { invocation.noteChoice(of: location) }
    let report = DoctorReport(findings: Probe.examine(Patient(invocation, unlocking)))
    report.show(invocation.output)
    return report.exitCode
  }
}
