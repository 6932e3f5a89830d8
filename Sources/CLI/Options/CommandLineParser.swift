import ArgumentParser
import Glibc

/// Makes a command of arguments, and of the parser's complaints one in the voice of the others.
enum CommandLineParser {
  /// `nil` when the arguments asked for help or the version, which has been printed.
  static func command(_ arguments: CommandLineArguments) throws(Failure) -> (any MartletCommand)? {
    if arguments.asksForHelp {
      try show(Martlet.help)
      return nil
    }
    if let typed = arguments.command, !Martlet.commandNames.contains(typed) {
      throw unknownCommand(typed, among: Martlet.commandNames)
    }
    if let command = arguments.command, let typed = arguments.subcommand,
      !Martlet.subcommandNames(of: command).contains(typed)
    {
      throw unknownCommand(typed, of: command, among: Martlet.subcommandNames(of: command))
    }
    let columns = getenv("COLUMNS").map { String(cString: $0) }
    setColumns()
    defer { if let columns { setenv("COLUMNS", columns, 1) } else { unsetenv("COLUMNS") } }
    do {
      let command = try Martlet.parseAsRoot(arguments.texts)
      if let command = command as? any MartletCommand { return command }
      var other = command
      try other.run()
      return nil
    } catch {
      if let failure = error as? Failure { throw failure }
      guard Martlet.exitCode(for: error) != .success else {
        try show(help(Martlet.fullMessage(for: error), arguments))
        return nil
      }
      throw failure(Martlet.message(for: error), arguments)
    }
  }

  /// Tells the parser how wide its lines are. Of few columns it cannot make any, and it asks for
  /// the width wherever it meets an error.
  private static func setColumns() {
    let columns = max(50, min(TerminalWidth.columns(of: STDOUT_FILENO) ?? 80, 100))
    setenv("COLUMNS", "\(columns)", 1)
  }

  /// The help of a command in our own form; the version and what completion asks stay as they are.
  private static func help(_ message: String, _ arguments: CommandLineArguments) -> String {
    guard message.hasPrefix("OVERVIEW:") else { return message }
    let words = arguments.command == "help" ? arguments.texts.dropFirst() : arguments.texts[...]
    let named = words.first ?? ""
    var command = Martlet.groups.flatMap(\.commands).first {
      $0.configuration.commandName == named || $0.configuration.aliases.contains(named)
    }
    let below = command?.configuration.subcommands.first {
      $0.configuration.commandName == words.dropFirst().first
    }
    command = below ?? command
    return HelpText(
      parsing: message, examples: (command as? any MartletCommand.Type)?.examples ?? []
    ).text
  }

  private static func unknownCommand(
    _ typed: String, of command: String? = nil, among words: [String]
  ) -> Failure {
    let meant = Suggestion.nearest(to: typed, in: words)
    let above = command.map { "\($0) " } ?? ""
    return .usage(
      "there is no command \"\(above)\(typed)\"",
      advice: meant.map { "Did you mean: martlet \(above)\($0)?" }
        ?? "See: martlet \(above)--help")
  }

  /// The parser says "Unknown option '--foo'. Did you mean '--bar'?".
  private static func failure(
    _ message: String, _ arguments: CommandLineArguments
  ) -> Failure {
    let help =
      (["martlet", arguments.command, arguments.subcommand].compactMap { $0 } + ["--help"])
      .joined(separator: " ")
    let parts = message.split(separator: ". ", maxSplits: 1).map(String.init)
    let problem = parts.first ?? "the command line is not understood"
    return .usage(
      problem.prefix(1).lowercased() + problem.dropFirst(),
      advice: parts.count > 1 ? "\(parts[1]) See: \(help)" : "See: \(help)")
  }

  private static func show(_ text: String) throws(Failure) {
    let output = Output(.text)
    output.line(text)
    try output.finish()
  }
}
