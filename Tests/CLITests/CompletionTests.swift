import Glibc
import SystemPackage
import TestSupport
import Testing

/// What shells make of a Tab, typed at a terminal with the real shell behind it.
struct CompletionTests {
  /// A shell, and how somebody has it complete `martlet`.
  enum Shell: String, CaseIterable {
    case bash, zsh, fish

    fileprivate var start: [String] {
      switch self {
      case .bash: ["bash", "--norc", "--noprofile", "-i"]
      case .zsh: ["zsh", "-f", "-i"]
      case .fish: ["fish", "--no-config", "-i"]
      }
    }

    fileprivate var setUp: String {
      switch self {
      case .bash: ". ./_martlet"
      case .zsh: "fpath=($PWD $fpath); autoload -Uz compinit; compinit -u -D"
      case .fish: "source _martlet"
      }
    }

    fileprivate var isInstalled: Bool { access("/usr/bin/\(rawValue)", X_OK) == 0 }
  }

  static let shells = Shell.allCases.filter(\.isInstalled)

  /// A shell at a terminal that is ready.
  private final class Session {
    /// Gone with its last owner, and the folder with it.
    private let sandbox: Sandbox
    private let terminal: PseudoTerminal
    private let process: ChildProcess

    init(_ shell: Shell, _ sandbox: Sandbox) throws {
      self.sandbox = sandbox
      let made = try sandbox.shell("$MARTLET completions \(shell) >_martlet")
      try #require(made.code == 0)
      var environment = sandbox.environment
      environment["PATH"] =
        Sandbox.binary.removingLastComponent().bytes + Array(":/usr/bin:/bin".utf8)
      environment["TERM"] = Array("vt100".utf8)
      environment["LC_ALL"] = Array("C.UTF-8".utf8)
      terminal = try PseudoTerminal(columns: 200)
      process = try ChildProcess(
        shell.start.map { Array($0.utf8) }, environment: environment, folder: sandbox.folder,
        output: .terminal, errors: .terminal, terminal: terminal.path)
      terminal.type("\(shell.setUp); echo RE''ADY\n")
      try #require(terminal.waits(for: "READY"), "\(shell): \(terminal.shown)")
    }

    deinit {
      process.send(SIGKILL)
      _ = process.wait()
    }

    /// The words of a line in whose end Tab was typed.
    func words(of line: String) throws -> [String] {
      terminal.drain()
      terminal.type(line)
      _ = terminal.answers()
      // A shell may give up what it is about when something is typed meanwhile.
      terminal.type("\t")
      #expect(terminal.answers(), "\(line): nothing, not even a bell")
      // To the start of the line, and to its end.
      terminal.type("\u{1}printf '<%s>' \u{5}; echo '>E''ND'\n")
      try #require(terminal.waits(for: ">END"), "\(line): \(terminal.shown)")
      let printed = terminal.shown.matches(of: #/<martlet>[^\r\n]*>END/#).last
      return try #require(printed, "\(line): \(terminal.shown)").output.dropFirst().dropLast(5)
        .replacing("><", with: "\n").split(separator: "\n").map(String.init)
    }

    /// Types Tab twice, and takes the line back.
    func tries(_ line: String) {
      terminal.type(line)
      _ = terminal.answers()
      for _ in 0..<2 {
        terminal.type("\t")
        _ = terminal.answers()
      }
      terminal.type("\u{3}")
      terminal.drain()
    }
  }

  private func sandbox() throws -> Sandbox {
    let sandbox = try ProfileTests.sandbox("[profile.music]\nrepo = \"nas\"\npaths = [\"~/docs\"]")
    try sandbox.shell("mkdir docs backup unlike 'with space'; touch 'list of files'")
    return sandbox
  }

  @Test("Words are completed by what they name", arguments: shells)
  func words(shell: Shell) throws {
    let session = try Session(shell, try sandbox())
    for (line, word) in [
      ("bac", "backup"), ("backup --compr", "--compression"), ("backup --compression ma", "max"),
      // There is a folder of that name.
      ("backup -p d", "docs"), ("schedule install -p mu", "music"), ("save -p mu", "music"),
      ("backup -r us", "usb"), ("backup -r un", "unlike/"), ("list --set mu", "music"),
      ("restore @y", "@yesterday"), ("ls music@l", "music@latest"), ("diff latest lates", "latest"),
      ("key remove -r usb rec", "recovery"), ("key passwd -p docs --label rec", "recovery"),
      ("restore latest --to wit", "with space/"), ("backup --exclude-file lis", "list of files"),
      ("backup lis", "list of files"), ("versions unl", "unlike/"),
    ] {
      let words = try session.words(of: "martlet \(line)")
      // Some take the slash of a folder away again when something else is typed.
      let last = words.last.map { word.hasSuffix("/") && !$0.hasSuffix("/") ? "\($0)/" : $0 }
      #expect(last == word, "\(shell): \(line): \(words)")
      #expect(words.count == line.split(separator: " ").count + 1, "\(shell): \(line): \(words)")
    }
  }

  @Test("Options may come before the command, and before one below it", arguments: shells)
  func optionsFirst(shell: Shell) throws {
    let session = try Session(shell, try sandbox())
    for (line, word) in [
      ("-r usb snapshots --la", "--last"), ("--repo=usb backup --exclude-ca", "--exclude-caches"),
      ("-q -p docs snapsh", "snapshots"), ("-p docs schedule inst", "install"),
      ("-p mu", "music"), ("--profile mu", "music"), ("-v -r us", "usb"),
      ("key -r usb pass", "passwd"), ("key -r us", "usb"), ("-r usb key remove rec", "recovery"),
      ("-r usb restore @y", "@yesterday"), ("--password-file lis", "list of files"),
      // A profile is called as a command is.
      ("-p log --json bac", "backup"),
    ] {
      let words = try session.words(of: "martlet \(line)")
      #expect(words.last == word, "\(shell): \(line): \(words)")
      #expect(words.count == line.split(separator: " ").count + 1, "\(shell): \(line): \(words)")
    }
  }

  @Test(
    "Nothing that is offered is run: not the name of a key, nor that of a folder", arguments: shells
  )
  func injection(shell: Shell) throws {
    let sandbox = try sandbox()
    let made = try sandbox.shell(
      """
      mkdir '$(touch ran)' '`touch ran`'; echo other >other
      $MARTLET key add -r usb --label '$(touch ran)`touch ran`;touch ran' --kdf-cost 15 \
        --new-password-file other
      """)
    try #require(made.code == 0, "\(made.errors)")
    let session = try Session(shell, sandbox)
    for line in ["key remove -r usb ", "backup -r ", "diff latest ", "key remove -r usb \\$"] {
      session.tries("martlet \(line)")
    }
    #expect(try sandbox.shell("ls ran").code != 0)
  }

  @Test("What bash lists where there are several")
  func several() throws {
    let script = """
      $MARTLET completions bash >script && . ./script
      list() { COMP_WORDS=($1); [[ $1 = *' ' ]] && COMP_WORDS+=('')
        COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); COMP_LINE=$1; COMP_POINT=${#1}; COMPREPLY=()
        _martlet_whole_words martlet "${COMP_WORDS[-1]}" "${COMP_WORDS[-2]}"
        printf '%s,' "${COMPREPLY[@]}"; echo; }
      PATH=${MARTLET%/*}:$PATH
      list 'martlet backup -p '; list 'martlet backup -r '; list 'martlet restore '
      list 'martlet key remove -r usb '; list 'martlet key remove -r none '
      list 'martlet diff latest w'; list 'martlet --repo=usb -p '; list 'martlet -p docs pr'
      COMP_WORDS=(martlet --repo = u); COMP_CWORD=3; COMP_LINE='martlet --repo=u'; COMP_POINT=16
      COMPREPLY=(); _martlet_whole_words martlet u =; printf '%s,' "${COMPREPLY[@]}"; echo
      echo 'broken = ' >>home/.config/martlet/config.toml; list 'martlet backup -p '
      """
    let sandbox = try sandbox()
    try sandbox.shell(
      """
      echo other >home/other
      $MARTLET key add -r usb --label phone --kdf-cost 15 --new-password-file home/other
      """)
    let keys = try sandbox.run("key", "list", "-r", "usb", "--json").lines
      .compactMap { JSONLine($0)?["label"]?.text }.sorted()
    let run = try sandbox.start(
      program: ["/bin/bash", "-c"].map { Array($0.utf8) }, [Array(script.utf8)]
    ).end()
    #expect(run.errors == "")
    let lists = run.text.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
    #expect(
      lists.map { $0.split(separator: ",").map(String.init) } == [
        ["docs", "music"], ["usb", "nas", "backup", "docs", "home", "unlike", "with space"],
        ["latest", "latest~1", "@today", "@yesterday", "docs@latest", "music@latest"],
        keys, [], ["with space"], ["docs", "music"], ["prune"], ["usb", "unlike"], [],
      ])
  }
}
