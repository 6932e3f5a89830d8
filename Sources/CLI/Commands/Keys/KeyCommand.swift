import ArgumentParser

/// `martlet key`: the ways to open a repository.
struct KeyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "key", abstract: "List, add, change and remove the passwords of a repository.",
    discussion: """
      A repository can be opened by several passwords and by recovery words, each a key with a \
      name of its own.
      """,
    subcommands: [
      KeyListCommand.self, KeyAddCommand.self, KeyPasswdCommand.self, KeyRemoveCommand.self,
    ])
}
