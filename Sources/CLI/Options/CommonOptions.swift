import ArgumentParser

/// The options that every command has.
struct CommonOptions: ParsableArguments {
  /// How a run shows that it goes on.
  enum Progress: String, ExpressibleByArgument, CaseIterable {
    /// `bar` on a terminal, else `plain`.
    case auto
    /// Two lines that change.
    case bar
    /// One line at the start and one a minute.
    case plain
    case none
  }

  @Option(
    name: [.short, .long],
    help: ArgumentHelp(
      "The repository: a folder, or the name that it has in the configuration "
        + "(or $MARTLET_REPO).", valueName: "location"),
    completion: .repository)
  var repo: String?

  @Option(
    name: [.short, .long],
    help: ArgumentHelp(
      "A profile of the configuration: whatever no option says is taken from it "
        + "(or $MARTLET_PROFILE).", valueName: "name"),
    completion: .profile)
  var profile: String?

  @Option(
    help: ArgumentHelp(
      "A file with the password (or $MARTLET_PASSWORD_FILE).", valueName: "file"),
    completion: .file())
  var passwordFile: String?

  @Option(
    help: ArgumentHelp(
      "A command that prints the password (or $MARTLET_PASSWORD_COMMAND).", valueName: "command"))
  var passwordCommand: String?

  @Flag(name: [.short, .long], help: "Say nothing when all is well.")
  var quiet = false

  @Flag(name: [.short, .long], help: "Say more.")
  var verbose = false

  @Flag(help: "JSON lines instead of text.")
  var json = false

  @Option(
    help: ArgumentHelp(
      "Progress on stderr: auto, bar (two lines that change), plain (a line a minute) or none.",
      valueName: "how"))
  var progress = Progress.auto

  @Option(
    help: ArgumentHelp(
      "Colours in text: auto (on a terminal, unless $NO_COLOR is set), always or never.",
      valueName: "when"))
  var color = ColorChoice.auto

  @Flag(name: .customLong("no-cache"), help: "Neither use nor write the local cache.")
  var noCache = false

  @Flag(name: .shortAndLong, help: "Answer every question with yes.")
  var yes = false
}

extension ColorChoice: ExpressibleByArgument {}
