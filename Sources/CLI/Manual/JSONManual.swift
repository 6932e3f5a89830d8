/// martlet-json(5): what the lines of `--json` hold. A test compares it with what commands print.
enum JSONManual {
  /// The lines of one type that a command prints.
  struct Line {
    let command: String
    let type: String
    let meaning: String
    let fields: [Field]
  }

  struct Field {
    let names: [String]
    let meaning: String

    init(_ names: String, _ meaning: String) {
      self.names = names.split(separator: " ").map(String.init)
      self.meaning = meaning
    }
  }

  /// Lines of roff, in the macros of man(7).
  static var page: [String] {
    var lines = [".TH MARTLET\\-JSON 5 \"\" \"martlet \(Martlet.version)\" \"File Formats\""]
    lines += [
      ".SH NAME", "martlet\\-json \\- what martlet prints with \\-\\-json", ".SH DESCRIPTION",
    ]
    for paragraph in introduction { lines += [Roff.escaped(paragraph), ".PP"] }
    for (index, line) in all.enumerated() {
      if index == 0 || line.command != all[index - 1].command {
        lines.append(".SH \"\(line.command.uppercased())\"")
      }
      lines.append(".SS \"type \(line.type)\"")
      lines.append(Roff.escaped(line.meaning))
      for field in line.fields {
        lines += [".TP", ".B \"\(field.names.joined(separator: ", "))\""]
        lines.append(Roff.escaped(field.meaning))
      }
    }
    return lines + [".SH \"SEE ALSO\"", "martlet(1), martlet.toml(5)"]
  }

  static var all: [Line] { always + lines }

  private static let introduction = [
    "With --json every command prints JSON lines on stdout and nothing else: one object a line, "
      + "without white space. Errors and warnings are JSON lines on stderr. Whoever reads them "
      + "goes by \"type\", and takes no offence at fields and types that come with later versions; "
      + "\"schema\" is raised when something means something else.",
    "Sizes are in bytes, durations in seconds. Times are RFC 3339 with nanoseconds; null stands "
      + "for a year that has not four digits. IDs are hexadecimal digits.",
    "A path that is not UTF-8 stands in its field with U+FFFD for what is not, and whole, in base "
      + "64, in a field of the same name with _b64 at its end; so do lists of paths, and names.",
  ]

  private static let always = [
    Line(
      command: "every command", type: "error", meaning: "On stderr: why the command ended early.",
      fields: [
        Field("code", "The exit code: see martlet(1)."),
        Field("problem", "What went wrong, a clause."),
        Field("location", "Where: a path, a file of the repository; may be empty."),
        Field("advice", "What to do now."),
      ]),
    Line(
      command: "every command", type: "warning",
      meaning: "On stderr: something is wrong that does not keep the command from its work.",
      fields: [Field("problem", "What."), Field("location", "Where.")]),
    Line(
      command: "--version", type: "program", meaning: "With --json --version.",
      fields: [Field("version", "The version of martlet.")]),
    Line(
      command: "completions", type: "script", meaning: "What makes a shell complete commands.",
      fields: [Field("text", "The script.")]),
    Line(
      command: "manual", type: "page", meaning: "A page of the manual.",
      fields: [Field("text", "As roff.")]),
  ]
}
