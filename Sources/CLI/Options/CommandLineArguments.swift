import ArgumentParser
import CShims
import Format
import Glibc

/// What was typed after the program's name.
struct CommandLineArguments: Equatable {
  /// The command first, where there is one.
  private(set) var texts: [String]

  /// Of this process.
  static func ofThisProcess() -> CommandLineArguments {
    let texts = (1..<max(1, martlet_argument_count())).compactMap { index in
      martlet_argument(index).map { pointer in
        NameText.text(
          UnsafeRawBufferPointer(start: pointer, count: strlen(pointer)).map { $0 })
      }
    }
    return CommandLineArguments(texts)
  }

  /// Options that stand before the command go behind it: `martlet -r X snapshots` is as good as
  /// `martlet snapshots -r X`, and `martlet -r X key list` as `martlet key list -r X`.
  /// `--read-data` may have a value behind it or none.
  init(_ typed: [String]) {
    texts = typed
    // Three dashes: what the completion of a shell asks.
    guard typed.first?.hasPrefix("---") != true else { return }
    var index = 0
    while index < typed.count, typed[index].hasPrefix("-"), typed[index] != "--" {
      index += Self.optionsWithValue.contains(typed[index]) ? 2 : 1
      guard index < typed.count else { break }
      let hasShare = typed[index - 1] == Self.readData
      if hasShare, ReadShare(argument: typed[index]) != nil { index += 1 }
    }
    if index > 0, index < typed.count, !typed[index].hasPrefix("-") {
      texts = [typed[index]] + typed[..<index] + typed[(index + 1)...]
    }
    putSubcommandFirst()
    if command == CheckCommand.configuration.commandName { giveReadDataItsValue() }
  }

  private mutating func putSubcommandFirst() {
    guard let command, !Martlet.subcommandNames(of: command).isEmpty else { return }
    var index = 1
    while index < texts.count, texts[index].hasPrefix("-"), texts[index] != "--" {
      index += Self.optionsWithValue.contains(texts[index]) ? 2 : 1
    }
    guard index < texts.count, !texts[index].hasPrefix("-") else { return }
    texts.insert(texts.remove(at: index), at: 1)
  }

  private static let readData = "--read-data"

  /// The parser of the command line has no options whose value may be left out. `check` takes no
  /// arguments besides its options, so a word that follows is the value.
  private mutating func giveReadDataItsValue() {
    let options = texts.prefix { $0 != "--" }.count
    guard let place = texts[..<options].firstIndex(of: Self.readData) else { return }
    let next = place + 1
    if next < options, !texts[next].hasPrefix("-") {
      texts[place...next] = ["\(Self.readData)=\(texts[next])"]
    } else {
      texts[place] = "\(Self.readData)=all"
    }
  }

  /// Of those that every command has.
  static let optionsWithValue: Set = [
    "-r", "--repo", "-p", "--profile", "--password-file", "--password-command", "--recovery-file",
    "--progress",
    "--color",
  ]

  /// The command as it was typed, whether there is one of that name or not.
  var command: String? {
    texts.first.flatMap { $0.hasPrefix("-") ? nil : $0 }
  }

  /// The word behind a command that has others below it.
  var subcommand: String? {
    guard let command, !Martlet.subcommandNames(of: command).isEmpty, texts.count > 1,
      !texts[1].hasPrefix("-")
    else { return nil }
    return texts[1]
  }

  /// The words that stand for a command or one below it, up to the first option: as typed, and of
  /// `help` those behind it.
  var words: ArraySlice<String> {
    let words = texts.prefix { !$0.hasPrefix("-") }
    return words.first == "help" && words.count > 1 ? words.dropFirst() : words
  }

  /// For help on the whole, not on one command; help is text, also for programs.
  var asksForHelp: Bool {
    [[], ["help"], ["-h"], ["--help"]].contains(texts.filter { $0 != "--json" })
  }

  /// Besides which only `--json` says something.
  var asksForVersion: Bool { texts.filter { $0 != "--json" } == ["--version"] }

  /// For errors of the command line itself, which are found before any option is known.
  var wantsJSON: Bool { texts.prefix { $0 != "--" }.contains("--json") }
}
