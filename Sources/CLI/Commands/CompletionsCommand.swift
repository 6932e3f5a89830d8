import ArgumentParser

/// `martlet completions SHELL`: what makes a shell complete commands and options.
struct CompletionsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "completions", abstract: "Print what makes a shell complete commands.",
    discussion:
      "For bash: martlet completions bash >~/.local/share/bash-completion/completions/martlet")

  enum Shell: String, ExpressibleByArgument, CaseIterable {
    case bash, zsh, fish

    fileprivate var shell: CompletionShell {
      switch self {
      case .bash: .bash
      case .zsh: .zsh
      case .fish: .fish
      }
    }
  }

  @Argument(help: "bash, zsh or fish.")
  var shell: Shell

  @Flag(help: "JSON lines instead of text.")
  var json = false

  func run() throws {
    let script = CompletionScript.text(for: shell.shell)
    let output = Output(json ? .json : .text)
    if json {
      output.object([("schema", .schema), ("type", "script"), ("text", .text(script))])
    } else {
      output.line(script)
    }
    try output.finish()
  }
}
