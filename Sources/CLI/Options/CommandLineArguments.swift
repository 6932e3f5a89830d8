import CShims
import Glibc

/// What was typed after the program's name.
struct CommandLineArguments: Equatable {
  /// The command first, where there is one.
  private(set) var texts: [String]

  /// Of this process.
  static func ofThisProcess() -> CommandLineArguments {
    let texts = (1..<max(1, martlet_argument_count())).compactMap { index in
      martlet_argument(index).map { pointer in
        ArgumentText.text(
          UnsafeRawBufferPointer(start: pointer, count: strlen(pointer)).map { $0 })
      }
    }
    return CommandLineArguments(texts)
  }

  /// Options that stand before the command go behind it: `martlet -r X snapshots` is as good as
  /// `martlet snapshots -r X`.
  init(_ typed: [String]) {
    texts = typed
    // Three dashes: what the completion of a shell asks.
    guard typed.first?.hasPrefix("---") != true else { return }
    var index = 0
    while index < typed.count, typed[index].hasPrefix("-"), typed[index] != "--" {
      index += Self.optionsWithValue.contains(typed[index]) ? 2 : 1
    }
    guard index > 0, index < typed.count, !typed[index].hasPrefix("-") else { return }
    texts = [typed[index]] + typed[..<index] + typed[(index + 1)...]
  }

  private static let optionsWithValue: Set = [
    "-r", "--repo", "--password-file", "--password-command", "--recovery-file", "--progress",
    "--color",
  ]

  /// The command as it was typed, whether there is one of that name or not.
  var command: String? {
    texts.first.flatMap { $0.hasPrefix("-") ? nil : $0 }
  }

  /// For help on the whole, not on one command.
  var asksForHelp: Bool { [[], ["help"], ["-h"], ["--help"]].contains(texts) }

  /// For errors of the command line itself, which are found before any option is known.
  var wantsJSON: Bool { texts.prefix { $0 != "--" }.contains("--json") }
}
