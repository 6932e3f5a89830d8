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
    if arguments.asksForVersion {
      try show(version(arguments))
      return nil
    }
    try checkWords(arguments)
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

  /// Throws `usage` for words that are no command, also behind `help`: for those the parser would
  /// print help on something else.
  private static func checkWords(_ arguments: CommandLineArguments) throws(Failure) {
    guard let command = arguments.words.first else {
      guard arguments.texts.first == "--" else { return }
      throw .usage("no command is given", advice: "See which there are: martlet --help")
    }
    guard Martlet.commandNames.contains(command) else {
      throw unknownCommand(command, among: Martlet.commandNames)
    }
    let names = Martlet.subcommandNames(of: command)
    guard let word = arguments.words.dropFirst().first, !names.isEmpty else { return }
    guard names.contains(word) else { throw unknownCommand(word, of: command, among: names) }
  }

  private static func version(_ arguments: CommandLineArguments) -> String {
    guard arguments.wantsJSON else { return Martlet.configuration.version }
    return JSON.object([
      ("schema", .schema), ("type", "version"), ("version", .text(Martlet.version)),
    ]).line
  }

  /// Tells the parser how wide its lines are. Of few columns it cannot make any, and it asks for
  /// the width wherever it meets an error.
  private static func setColumns() {
    let columns = max(50, min(TerminalWidth.columns(of: STDOUT_FILENO) ?? 80, 100))
    setenv("COLUMNS", "\(columns)", 1)
  }

  /// The help of a command in our own form; what completion asks stays as it is.
  private static func help(_ message: String, _ arguments: CommandLineArguments) -> String {
    guard message.hasPrefix("OVERVIEW:") else { return message }
    let words = arguments.words
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
