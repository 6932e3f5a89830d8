import Testing

@testable import CLI

/// What the program says of itself.
struct HelpTests {
  @Test("The options of a command come first, those of all commands last, then examples")
  func order() {
    let help = HelpText(
      parsing: """
        OVERVIEW: Save folders.

        Nothing is left out.

        USAGE: martlet backup [--tag <tag> ...] [<path> ...] [--json]

        ARGUMENTS:
          <path>   Folders.

        REPOSITORY AND OUTPUT:
          --json   JSON lines.

        OPTIONS:
          --tag <tag>   A tag.
        """, examples: [CommandExample("martlet backup ~/docs", "Saves ~/docs.")])
    #expect(
      help.text == """
        Save folders.

        Nothing is left out.

          martlet backup [options] [<path> ...]

        Arguments
          <path>   Folders.

        Options
          --tag <tag>   A tag.

        Repository and output
          --json   JSON lines.

        Examples
          martlet backup ~/docs
              Saves ~/docs.
        """)
  }

  @Test("Every command has help in that form, and `help COMMAND` is the same")
  func everyCommand() throws {
    let sandbox = try Sandbox()
    for name in Martlet.commandNames where name != "help" {
      let help = try sandbox.run(name, "--help")
      #expect(help.code == 0)
      #expect(help.lines.contains { $0.hasPrefix("  martlet ") }, "\(name)")
      #expect(!help.text.contains("OVERVIEW") && !help.text.contains("USAGE"), "\(name)")
      #expect(try sandbox.run("help", name).text == help.text)
    }
  }

  @Test(
    "Each shell gets its completions, which name the commands", arguments: ["bash", "zsh", "fish"])
  func completions(shell: String) throws {
    let script = try Sandbox().run("completions", shell)
    #expect(script.code == 0)
    for command in ["backup", "restore", "snapshots"] { #expect(script.text.contains(command)) }
  }

  @Test("What bash completes: commands, options, their values")
  func bash() throws {
    let sandbox = try Sandbox()
    let script = """
      $MARTLET completions bash >script && . ./script
      complete_line() { COMP_WORDS=($1); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); COMP_LINE=$1
        COMP_POINT=${#1}; COMPREPLY=()
        _martlet martlet "${COMP_WORDS[-1]}" "${COMP_WORDS[-2]}"; echo "${COMPREPLY[@]}"; }
      PATH=${MARTLET%/*}:$PATH
      complete_line 'martlet res'; complete_line 'martlet backup --excl'
      complete_line 'martlet backup --compression ma'
      """
    let run = try sandbox.start(
      program: ["/bin/bash", "-c"].map { Array($0.utf8) }, [Array(script.utf8)]
    ).end()
    #expect(run.lines.first == "restore")
    #expect(run.lines.dropFirst().first?.contains("--exclude-caches") == true)
    #expect(run.lines.last == "max")
  }
}
