import ArgumentParser

/// martlet(1), made of what the program itself says of its commands, so that it is never about
/// another version. In the macros of man(7).
struct ManualPage {
  private static let columns = 72

  /// Lines of roff.
  static var lines: [String] {
    var page = ManualPage()
    page.write()
    return page.lines
  }

  private var lines: [String] = []

  private mutating func write() {
    lines.append(".TH MARTLET 1 \"\" \"martlet \(Martlet.version)\" \"User Commands\"")
    section("Name", ["martlet \\- \(Roff.escaped(Martlet.configuration.abstract))"])
    section("Synopsis", [".B martlet", ".I command", "[\\fIoptions\\fR]"])
    for group in Martlet.groups {
      section(group.name, [])
      for command in group.commands { describe(command, ["martlet"]) }
    }
    section("Options of every command", [])
    verbatim(Self.help(of: SnapshotsCommand.self).commonOptions)
    section("Environment", [])
    for (name, meaning) in ManualTexts.environment { item("$\(name)", meaning) }
    section("Files", [])
    for (path, meaning) in ManualTexts.files { item(path, meaning) }
    section("Exit status", [])
    for code in ExitCode.allCases { item("\(code.rawValue)", code.meaning) }
    section("See also", ["martlet\\-json(5), martlet.toml(5)"])
  }

  private mutating func describe(_ command: any ParsableCommand.Type, _ above: [String]) {
    guard command.configuration.shouldDisplay, let name = command.configuration.commandName else {
      return
    }
    let words = above + [name]
    let help = Self.help(of: command)
    lines.append(".SS \"\(Roff.escaped(words.joined(separator: " ")))\"")
    verbatim(
      help.withoutCommonOptions.text.split(separator: "\n", omittingEmptySubsequences: false))
    for subcommand in command.configuration.subcommands { describe(subcommand, words) }
  }

  private static func help(of command: any ParsableCommand.Type) -> HelpText {
    HelpText(
      parsing: Martlet.helpMessage(for: command, columns: columns),
      examples: (command as? any MartletCommand.Type)?.examples ?? [])
  }

  private mutating func verbatim(_ text: [some StringProtocol]) {
    lines += [".nf"] + text.map { Roff.escaped(String($0)) } + [".fi"]
  }

  private mutating func section(_ title: String, _ text: [String]) {
    lines.append(".SH \"\(title.uppercased())\"")
    lines += text
  }

  private mutating func item(_ term: String, _ meaning: String) {
    lines += [".TP", ".B \"\(Roff.escaped(term))\"", Roff.escaped(meaning)]
  }
}
