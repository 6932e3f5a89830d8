import SystemPackage
import TestSupport
import Testing

@testable import CLI
@testable import Snapshots

/// What a run shows while it goes on.
struct ProgressTests {
  private static let sample = ProgressSample(
    title: "docs -> nas",
    facts: ["12 831 of 18 204 files", "6.1 of 9.4 GiB", "214 MiB new, 96 MiB stored", "0 errors"],
    done: 64, total: 100, current: Array("/home/ann/Pictures/2026/IMG_2231.dng".utf8))

  @Test("Two lines: what is done; how far, how fast, how long, and where")
  func twoLines() {
    let lines = ProgressLines(sample: Self.sample, elapsed: 142, rate: 41 * 1_048_576)
    #expect(
      lines.lines(columns: 120) == [
        "docs -> nas   12 831 of 18 204 files   6.1 of 9.4 GiB   "
          + "214 MiB new, 96 MiB stored   0 errors",
        "[===================>            ] 64 %   41 MiB/s   about 1 min 10 s left   "
          + "/home/ann/Pictures/2026/IMG_2231.dng",
      ])
  }

  @Test("Where there is little room, the names are shortened before the figures")
  func narrow() {
    let sample = ProgressSample(
      title: "/home/ann/letters -> /mnt/usb/martlet",
      facts: ["12 831 of 18 204 files", "6.1 of 9.4 GiB", "0 errors"], done: 64, total: 100)
    func first(_ columns: Int) -> String {
      ProgressLines(sample: sample, elapsed: 1, rate: 0).lines(columns: columns)[0]
    }
    let figures = "12 831 of 18 204 files   6.1 of 9.4 GiB   0 errors"
    #expect(first(100) == "/home/ann/letters -> /mnt/usb/martlet   \(figures)")
    #expect(first(79) == "…nn/letters -> …sb/martlet   \(figures)")
    #expect(first(60) == figures)
    #expect(first(25) == "12 831 of 18 204 files")
    #expect(first(19) == "6.1 of 9.4 GiB")
    #expect(first(7) == "12 831…")
  }

  @Test("No line is wider than the terminal, however narrow", arguments: 1...130)
  func widths(columns: Int) {
    for elapsed in [1, 142.0] {
      let lines = ProgressLines(sample: Self.sample, elapsed: elapsed, rate: 41 * 1_048_576)
      #expect(lines.lines(columns: columns).allSatisfy { Printable.width($0) <= columns })
    }
  }

  @Test("Nothing is foretold in the first seconds, and nothing where nobody knows how much it is")
  func noForecast() {
    let early = ProgressLines(sample: Self.sample, elapsed: 4.9, rate: 0).lines(columns: 90)
    #expect(early[1].hasPrefix("[") && !early[1].contains("left"))
    let unknown = ProgressSample(title: "a -> b", facts: ["1 file"], done: 5)
    #expect(
      ProgressLines(sample: unknown, elapsed: 60, rate: 0).lines(columns: 90) == [
        "a -> b   1 file", "",
      ])
  }

  @Test("An expectation that was too small never says that all is done")
  func beyond() {
    let sample = ProgressSample(title: "", facts: [], done: 300, total: 100)
    #expect(sample.fraction == 0.99)
  }

  @Test("A rate is that of the last seconds")
  func rate() {
    var rate = ProgressRate()
    #expect(rate.note(0, at: 0) == 0)
    #expect(rate.note(100, at: 1) == 100)
    for second in 2...20 { _ = rate.note(100, at: Double(second)) }
    #expect(rate.note(100, at: 21) == 0)
    #expect(rate.note(600, at: 22) == 100)
  }

  @Test("What is left of a run is said roughly")
  func forecasts() {
    #expect(
      [0, 3, 59, 80, 3599, 7_850, .infinity].map(Wording.forecast) == [
        "5 s", "5 s", "60 s", "1 min 20 s", "59 min 50 s", "2 h 10 min", "5 s",
      ])
  }

  @Test("At the end a terminal shows the summary alone", arguments: [20, 100])
  func terminal(columns: Int) throws {
    let sandbox = try Sandbox.withRepository()
    sandbox.environment["TERM"] = Array("xterm".utf8)
    try sandbox.shell("mkdir many; cd many; for i in $(seq 3000); do echo $i >$i; done")
    try sandbox.shell("head -c 60000000 /dev/urandom >many/large")
    let terminal = try PseudoTerminal(columns: columns)
    #expect(try sandbox.run(at: terminal, ["backup", "many"]) == 0)
    let screen = Screen(terminal.shown)
    let summary = sandbox.normalized(screen.text).replacing(/Added .*/, with: "Added …")
    #expect(
      summary == """
        Snapshot ID of ~/many saved to ~/repository in T.
          3 001 files, 57 MiB: 3 001 new, 0 changed, 0 deleted, 0 unchanged
          Added …
        """)
    let status = terminal.shown.matches(of: /\r([^\r\n\e]*)\e\[K/)
    #expect(!status.isEmpty, "nothing was shown on the way")
    #expect(status.allSatisfy { $0.1.count < columns })
  }

  @Test("A restore shows how far it has come, and at the end its summary alone")
  func restore() throws {
    let sandbox = try Sandbox.withRepository()
    sandbox.environment["TERM"] = Array("xterm".utf8)
    try sandbox.shell("mkdir many; cd many; for i in $(seq 3000); do echo $i >$i; done")
    try sandbox.shell("head -c 100000000 /dev/urandom >many/large; $MARTLET backup -q many")
    let terminal = try PseudoTerminal(columns: 150)
    #expect(try sandbox.run(at: terminal, ["restore", "latest", "--to", "back"]) == 0)
    #expect(
      sandbox.normalized(Screen(terminal.shown).text) == """
        Restored 3 001 files, 0 folders, 95 MiB from snapshot ID to ~/back in T.
        """)
    #expect(terminal.shown.contains(/\d+ of 3 001 files   [\d.]+ (?:\w+ )?of 95 MiB/))
    #expect(terminal.shown.contains(" %   "))
  }

  @Test("A first backup is counted where two lines are shown, and the second goes by the first")
  func counted() throws {
    let sandbox = try Sandbox.withRepository()
    sandbox.environment["TERM"] = Array("xterm".utf8)
    let source = try SourceFolder("many")
    try sandbox.shell(
      """
      cd \(source.path); seq 4000 | split -l 1 -a 5 -d - f; touch f.tmp
      head -c 60000000 /dev/urandom >large
      """)
    for _ in 0..<2 {
      let terminal = try PseudoTerminal(columns: 150)
      let arguments = [
        "backup", source.path.string, "--exclude", "*.tmp", "--force-read",
      ]
      #expect(try sandbox.run(at: terminal, arguments) == 0)
      #expect(terminal.shown.contains(/\d+ of 4 001 files   [\d.]+ (?:\w+ )?of 57 MiB/))
      #expect(terminal.shown.contains(" %   "))
    }
  }

  @Test("What is counted is shown where there was no snapshot before")
  func expectation() {
    let counted = BackupCounters.Expectation(files: 18_204, bytes: 9 << 30)
    let sample = ProgressSample("docs -> nas", of: BackupCounters(), counted: counted)
    #expect(sample.facts.prefix(2) == ["0 of 18 204 files", "0 B of 9.0 GiB"])
    #expect(sample.total == 9 << 30)
    #expect(ProgressSample("docs -> nas", of: BackupCounters()).facts.first == "0 files")
  }

  @Test("Where there is no terminal a run says what it does, in one line")
  func plain() throws {
    let sandbox = try Sandbox.withRepository()
    try sandbox.shell("mkdir docs; echo 1 >docs/1")
    let run = try sandbox.run("backup", "docs", "--progress", "plain")
    #expect(
      sandbox.normalized(run.errors) == "martlet: saving ~/docs to ~/repository\n")
    #expect(try sandbox.run("backup", "docs", "--progress", "none").errors == "")
  }
}
