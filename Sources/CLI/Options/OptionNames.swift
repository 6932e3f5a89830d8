import ArgumentParser

/// The long options that a command has, as its help lists them.
///
/// The parser looks at options after it has found a place for every word, so that a mistyped option
/// with a value is blamed on the value. This finds it first. What the parser has for programs
/// (`--experimental-dump-help`) says the same in JSON, by a function that is not promised to stay
/// and in types that it does not export; its help is as stable, and needs no decoder.
struct OptionNames {
  let names: [String]

  /// `nil` stands for the program without a command.
  init(of command: (any ParsableCommand.Type)?) {
    let help =
      command.map { Martlet.helpMessage(for: $0, includeHidden: true) }
      ?? Martlet.helpMessage(for: StatusCommand.self)
    let lines = help.split(separator: "\n").filter { $0.drop { $0 == " " }.hasPrefix("-") }
    let found = lines.flatMap { line in
      // Behind two spaces an explanation begins.
      line.drop { $0 == " " }.split(separator: "  ", maxSplits: 1).first.map {
        $0.matches(of: /--[a-z0-9][a-z0-9-]*/).map { String($0.output) }
      } ?? []
    }
    names = found + ["--help", "--version"]
  }

  /// The first of the words that is an option of no command's, and what was probably meant.
  func unknown(among words: [String]) -> (typed: String, meant: String?)? {
    let options = words.prefix { $0 != "--" }.filter { $0.hasPrefix("--") }
    for option in options {
      let name = String(option.prefix { $0 != "=" })
      if !names.contains(name) { return (name, meant(by: name)) }
    }
    return nil
  }

  /// What begins so goes before what looks so.
  private func meant(by typed: String) -> String? {
    let longer = names.filter { $0.hasPrefix(typed) }
    return longer.count == 1 ? longer[0] : Suggestion.nearest(to: typed, in: names)
  }
}
