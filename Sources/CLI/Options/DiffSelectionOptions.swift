import ArgumentParser
import Format
import Snapshots

/// What is not compared.
struct DiffSelectionOptions: ParsableArguments {
  @Option(
    parsing: .unconditionalSingleValue,
    help: ArgumentHelp(
      "Compare nothing that the pattern matches, as one in a .gitignore would; it is relative to "
        + "the source, as in a backup. Can be repeated.", valueName: "pattern"))
  var exclude: [String] = []

  @Option(
    help: ArgumentHelp(
      "A file of such patterns, one a line. Can be repeated; --exclude overrules it.",
      valueName: "file"),
    completion: .file())
  var excludeFile: [String] = []

  @Flag(
    name: [.customShort("x"), .long],
    help: "Take folders of other file systems for empty, as a backup with -x does.")
  var oneFileSystem = false

  func validate() throws {
    guard !exclude.contains("") else { throw ValidationError("A pattern is empty") }
  }

  /// Reads the files of patterns.
  func rules() throws -> IgnoreRules {
    var rules = IgnoreRules()
    for file in excludeFile { try rules.add(file: NameText.bytes(file)) }
    for pattern in exclude {
      rules.add(pattern: NameText.bytes(pattern), option: "--exclude")
    }
    return rules
  }
}
