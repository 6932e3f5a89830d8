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
      if error is Failure == false, Martlet.exitCode(for: error) == .success {
        try show(help(Martlet.fullMessage(for: error), arguments))
        return nil
      }
      if let unknown = unknownOption(arguments) { throw unknown }
      throw error as? Failure ?? failure(Martlet.message(for: error), arguments)
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
      ("schema", .schema), ("type", "program"), ("version", .text(Martlet.version)),
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
    let command = command(named: arguments.words) as? any MartletCommand.Type
    return HelpText(parsing: message, examples: command?.examples ?? []).text
  }

  private static func command(named words: ArraySlice<String>) -> (any ParsableCommand.Type)? {
    let named = words.first ?? ""
    let command = Martlet.groups.flatMap(\.commands).first {
      $0.configuration.commandName == named || $0.configuration.aliases.contains(named)
    }
    let below = command?.configuration.subcommands.first {
      $0.configuration.commandName == words.dropFirst().first
    }
    return below ?? command
  }

  private static func unknownOption(_ arguments: CommandLineArguments) -> Failure? {
    let command = command(named: arguments.words)
    guard let unknown = OptionNames(of: command).unknown(among: arguments.texts) else {
      guard command == nil else { return nil }
      return .usage("no command is given", advice: "See which there are: martlet --help")
    }
    let question = unknown.meant.map { "Did you mean '\($0)'? " } ?? ""
    return .usage(
      "unknown option '\(Printable.text(unknown.typed))'",
      advice: "\(question)See: \(helpCommand(arguments))")
  }

  private static func helpCommand(_ arguments: CommandLineArguments) -> String {
    (["martlet", arguments.command, arguments.subcommand].compactMap { $0 } + ["--help"])
      .joined(separator: " ")
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
    let help = helpCommand(arguments)
    // The parser lists values in lines of their own.
    let line = message.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    let parts = line.split(separator: ". ", maxSplits: 1).map(String.init)
    let problem = parts.first ?? "the command line is not understood"
    let hint = ValueForm.named(in: problem).map { "Give \($0)." } ?? parts.dropFirst().first
    return .usage(
      problem.prefix(1).lowercased() + problem.dropFirst(),
      advice: hint.map { "\($0) See: \(help)" } ?? "See: \(help)")
  }

  private static func show(_ text: String) throws(Failure) {
    let output = Output(.text)
    output.line(text)
    try output.finish()
  }
}
