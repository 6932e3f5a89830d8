import ArgumentParser
import Format
import Snapshots

/// Which entries of a snapshot are wanted.
struct RestoreSelectionOptions: ParsableArguments {
  @Option(
    parsing: .unconditionalSingleValue,
    help: ArgumentHelp(
      "Restore only what the pattern matches, as a line of a .gitignore would, and what lies in "
        + "folders that it matches. Can be repeated.", valueName: "pattern"))
  var include: [String] = []

  @Option(
    parsing: .unconditionalSingleValue,
    help: ArgumentHelp(
      "Leave out what the pattern matches; it is not deleted either. Can be repeated.",
      valueName: "pattern"))
  var exclude: [String] = []

  func validate() throws {
    guard !(include + exclude).contains("") else { throw ValidationError("A pattern is empty") }
  }

  func selection() -> RestoreSelection {
    var selection = RestoreSelection()
    for pattern in include {
      selection.included.add(pattern: NameText.bytes(pattern), option: "--include")
    }
    for pattern in exclude {
      selection.excluded.add(pattern: NameText.bytes(pattern), option: "--exclude")
    }
    return selection
  }
}
