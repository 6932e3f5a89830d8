import ArgumentParser

/// The help of a command: what the argument parser says of it, in the voice of everything else.
///
/// The options of a command come first, those that every command has last; examples end it.
struct HelpText {
  struct Section: Equatable {
    let title: String
    var lines: [String]
  }

  /// The section of options that every command has.
  private static let common = "Repository and output"

  /// What the command is for, a paragraph or two.
  private(set) var overview: [String] = []
  private(set) var usage: [String] = []
  private(set) var sections: [Section] = []
  let examples: [CommandExample]

  /// Takes the parser's text: lines that begin with a heading in capitals and a colon.
  init(parsing text: String, examples: [CommandExample] = []) {
    self.examples = examples
    var found: [Section] = []
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      if let (heading, rest) = Self.heading(line) {
        found.append(Section(title: Self.title(heading), lines: []))
        if let rest { found[found.count - 1].lines.append(String(rest)) }
      } else if !found.isEmpty {
        found[found.count - 1].lines.append(String(line))
      }
    }
    for section in found { take(section) }
    let last = sections.filter { $0.title == Self.common }
    sections = sections.filter { $0.title != Self.common } + last
  }

  private mutating func take(_ section: Section) {
    let lines = Self.trimmed(section.lines)
    switch section.title {
    case "Overview": overview = lines
    case "Usage": usage = lines.map { Self.shortened($0.trimmedStart) }
    default: sections.append(Section(title: section.title, lines: lines))
    }
  }

  /// As a terminal shows it.
  var text: String {
    var lines = overview + [""] + usage.map { "  \($0)" }
    for section in sections { lines += ["", section.title] + section.lines }
    if !examples.isEmpty {
      lines += ["", "Examples"]
      for example in examples { lines += ["  \(example.command)", "      \(example.meaning)"] }
    }
    return lines.joined(separator: "\n")
  }

  /// The options are listed below; what is typed besides them is worth a look.
  private static func shortened(_ usage: String) -> String {
    let rest = usage.replacing(/[ ]\[(?:--?[^\]]*|<options>)\]/, with: "")
    guard rest != usage, let command = rest.prefixMatch(of: /martlet(?: [a-z]+)*/) else {
      return usage
    }
    return "\(command.0) [options]\(rest[command.range.upperBound...])"
  }

  /// Without the options that every command has.
  var withoutCommonOptions: HelpText {
    var help = self
    help.sections.removeAll { $0.title == Self.common }
    return help
  }

  /// Those options.
  var commonOptions: [String] {
    sections.first { $0.title == Self.common }?.lines ?? []
  }

  /// "USAGE: martlet" as "USAGE" and "martlet"; `nil` for a line that is no heading. By hand: a
  /// regular expression, made anew for each line, was a third of what help takes.
  private static func heading(_ line: Substring) -> (Substring, rest: Substring?)? {
    let capitals = line.utf8.prefix { UInt8(ascii: "A")...UInt8(ascii: "Z") ~= $0 || $0 == 0x20 }
    let heading = line[..<capitals.endIndex]
    guard capitals.count > 1, !heading.hasPrefix(" "), line[heading.endIndex...].hasPrefix(":")
    else { return nil }
    let rest = line[heading.endIndex...].dropFirst()
    guard !rest.isEmpty else { return (heading, nil) }
    return rest.hasPrefix(" ") ? (heading, rest.dropFirst()) : nil
  }

  /// "WHAT IS SAVED" as "What is saved".
  private static func title(_ heading: Substring) -> String {
    heading.prefix(1) + heading.dropFirst().lowercased()
  }

  private static func trimmed(_ lines: [String]) -> [String] {
    var lines = lines[...]
    while lines.first?.isEmpty == true { lines = lines.dropFirst() }
    while lines.last?.isEmpty == true { lines = lines.dropLast() }
    return Array(lines)
  }
}

/// A command as somebody would type it, and what it is good for.
struct CommandExample: Equatable {
  let command: String
  let meaning: String

  init(_ command: String, _ meaning: String) {
    self.command = command
    self.meaning = meaning
  }
}

extension String {
  fileprivate var trimmedStart: String { String(drop { $0 == " " }) }
}
