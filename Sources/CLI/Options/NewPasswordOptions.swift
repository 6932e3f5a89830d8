import ArgumentParser
import Format
import Sealing

/// Where a new password comes from; without any of these it is asked for, twice.
struct NewPasswordOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("A file with the new password.", valueName: "file"),
    completion: .file())
  var newPasswordFile: String?

  @Option(help: ArgumentHelp("A command that prints the new password.", valueName: "command"))
  var newPasswordCommand: String?

  func validate() throws {
    guard newPasswordFile == nil || newPasswordCommand == nil else {
      throw ValidationError("--new-password-file and --new-password-command say two passwords")
    }
  }

  var isEmpty: Bool { newPasswordFile == nil && newPasswordCommand == nil }

  func password(for location: String, _ terminal: Terminal) throws -> SecretBytes {
    try source().newPassword(for: location, terminal, asking: .newPassword)
  }

  private func source() throws -> SecretSource {
    if let newPasswordCommand {
      return .command(ShellCommand(NameText.bytes(newPasswordCommand)))
    }
    guard let newPasswordFile else { return .terminal }
    return .file(try AbsolutePath.make(NameText.bytes(newPasswordFile)))
  }
}
