import ArgumentParser

/// The command line as a whole.
struct Martlet: ParsableCommand {
  static let version = "0.1.0"

  static let configuration = CommandConfiguration(
    commandName: "martlet",
    abstract: "Saves folders as snapshots in an encrypted repository, and gives back any version.",
    version: "martlet \(version)",
    groupedSubcommands: groups.map { CommandGroup(name: $0.name, subcommands: $0.commands) })

  static let groups: [(name: String, commands: [any ParsableCommand.Type])] = [
    (
      "Every day",
      [
        InitCommand.self, BackupCommand.self, StatusCommand.self, SnapshotsCommand.self,
        LsCommand.self,
        CatCommand.self, FindCommand.self, VersionsCommand.self, DiffCommand.self,
        RestoreCommand.self,
      ]
    ),
    ("Mirror", [MirrorCommand.self]),
    (
      "Look after it",
      [
        CheckCommand.self, ForgetCommand.self, PruneCommand.self, UndeleteCommand.self,
        StatsCommand.self, TagCommand.self, NoteCommand.self, PinCommand.self,
        KeyCommand.self,
      ]
    ),
    (
      "Automate",
      [
        ScheduleCommand.self, LogCommand.self, ConfigCommand.self, DoctorCommand.self,
        CompletionsCommand.self,
        ManualCommand.self,
      ]
    ),
  ]

  /// Every name that a command answers to.
  static let commandNames: [String] =
    groups.flatMap(\.commands).flatMap { command in
      [command.configuration.commandName].compactMap { $0 } + command.configuration.aliases
    } + ["help"]

  /// What the command of this name is without a word behind it that names one below it.
  static func defaultSubcommand(of name: String) -> String? {
    name == MirrorCommand.configuration.commandName
      ? MirrorRunCommand.configuration.commandName : nil
  }

  /// The names of the commands below the command of this name.
  static func subcommandNames(of name: String) -> [String] {
    let command = groups.flatMap(\.commands).map { $0.configuration }
      .first { $0.commandName == name || $0.aliases.contains(name) }
    return command?.subcommands.compactMap { $0.configuration.commandName } ?? []
  }
}

// MARK: help

extension Martlet {
  /// What `martlet`, `martlet --help` and `martlet help` say.
  static var help: String {
    var lines = [configuration.abstract, "", "  martlet <command> [options]", ""]
    for group in groups {
      lines.append(group.name)
      let shown = group.commands.map { $0.configuration }.filter(\.shouldDisplay)
      lines += shown.map { command in
        let aliases = command.aliases.map { " (or \($0))" }.joined()
        let name = "\(command.commandName ?? "")\(aliases)"
        return "  \(Printable.padded(name, to: 21))\(command.abstract)"
      }
      lines.append("")
    }
    return lines.joined(separator: "\n") + """

      To begin: martlet init -r /mnt/usb/martlet
                martlet backup -r /mnt/usb/martlet ~/Documents
      $MARTLET_REPO spares the -r, $MARTLET_PASSWORD_FILE the question for the password.
      The options of a command: martlet <command> --help
      """
  }
}
