import ArgumentParser

/// The command line as a whole.
struct Martlet: ParsableCommand {
  static let version = "0.1.0"

  static let configuration = CommandConfiguration(
    commandName: "martlet",
    abstract: "Saves folders as snapshots in an encrypted repository, and gives back any version.",
    usage: "martlet <command> [options]",
    discussion: """
      First: martlet init -r /mnt/usb/martlet, then martlet backup -r /mnt/usb/martlet ~/Documents.
      $MARTLET_REPO spares the -r, $MARTLET_PASSWORD_FILE the password.
      """,
    version: "martlet \(version)",
    groupedSubcommands: groups.map { CommandGroup(name: $0.name, subcommands: $0.commands) })

  private static let groups: [(name: String, commands: [any ParsableCommand.Type])] = [
    (
      "Every day",
      [
        InitCommand.self, BackupCommand.self, SnapshotsCommand.self, LsCommand.self,
        CatCommand.self, RestoreCommand.self,
      ]
    ),
    ("Look after it", [CheckCommand.self]),
  ]

  /// Every name that a command answers to.
  static let commandNames: [String] =
    groups.flatMap(\.commands).flatMap { command in
      [command._commandName] + command.configuration.aliases
    } + ["help"]
}
