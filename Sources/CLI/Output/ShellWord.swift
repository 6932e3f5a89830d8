/// Words of a command line that is shown for somebody to copy.
enum ShellWord {
  /// The word, in quotes where a shell would make something else of it.
  static func quoted(_ word: String) -> String {
    let isPlain = word.wholeMatch(of: /[A-Za-z0-9_@%+=:,.\/~-]+/) != nil
    return isPlain ? word : "'\(word.replacing("'", with: "'\\''"))'"
  }
}
