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

  @Test("Words that are no command get a hint, also behind help and without a command")
  func unknownWords() throws {
    let sandbox = try Sandbox()
    for (arguments, problem, advice) in [
      (["help", "nosuch"], "there is no command \"nosuch\"", "See: martlet --help."),
      (["help", "bakup"], "there is no command \"bakup\"", "Did you mean: martlet backup?"),
      (
        ["help", "key", "lst"], "there is no command \"key lst\"",
        "Did you mean: martlet key list?"
      ),
      (["--"], "no command is given", "See which there are: martlet --help."),
      (["--", "snapshots"], "no command is given", "See which there are: martlet --help."),
    ] {
      let run = try sandbox.run(arguments)
      #expect(run.code == 64)
      #expect(run.errors == "martlet: \(problem) (exit 64)\n  \(advice)\n")
      #expect(run.text == "")
    }
    #expect(try sandbox.run("help", "key").text == sandbox.run("key", "--help").text)
  }

  @Test("Help, completions, manuals and the version that reach nobody are an error")
  func fullOutput() throws {
    let sandbox = try Sandbox()
    for command in [
      "--help", "--version", "backup --help", "completions bash", "manual",
    ] {
      let run = try sandbox.shell("$MARTLET \(command) >/dev/full")
      #expect(run.code == 13, "\(command)")
      #expect(run.errors.hasPrefix("martlet: the output cannot be written: no space left on "))
    }
  }

  @Test("The version is a line of JSON for who asks for that")
  func version() throws {
    let sandbox = try Sandbox()
    #expect(try sandbox.run("--version").text == "martlet \(Martlet.version)\n")
    for arguments in [["--json", "--version"], ["--version", "--json"]] {
      let line = try sandbox.run(arguments).text
      #expect(
        line == "{\"schema\":1,\"type\":\"program\",\"version\":\"\(Martlet.version)\"}\n")
    }
    let line = try #require(JSONManual.all.first { $0.type == "program" })
    #expect(line.fields.flatMap(\.names) == ["version"])
  }

  @Test("--json is heeded or harmless wherever it is typed")
  func json() throws {
    let sandbox = try Sandbox()
    let help = try sandbox.run("--help")
    for arguments in [["--help", "--json"], ["--json", "help"], ["help", "--json"]] {
      #expect(try sandbox.run(arguments).text == help.text, "\(arguments)")
    }
    for command in [["completions", "bash"], ["manual", "martlet-json"]] {
      let plain = try sandbox.run(command).text
      let json = try sandbox.run(command + ["--json"]).text
      let line = try #require(JSONLine(String(json.dropLast())))
      #expect(line["text"]?.text.map { $0 + "\n" } == plain)
    }
    let named = try sandbox.run(
      bytes: [Array("ls".utf8), Array("-r".utf8), [0x61, 0xFF], Array("latest".utf8)]
        + [Array("--json".utf8)])
    let line = try #require(JSONLine(String(named.errors.dropLast())))
    #expect(line["code"] == .number(10) && line["location_b64"]?.text != nil)
  }
}
