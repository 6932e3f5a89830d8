import ArgumentParser

/// The options of commands that open a repository which is there.
struct UnlockingOptions: ParsableArguments {
  @OptionGroup var common: CommonOptions

  @Option(
    help: ArgumentHelp(
      "A file with the 24 recovery words, to be used instead of the password.", valueName: "file"),
    completion: .file())
  var recoveryFile: String?
}
