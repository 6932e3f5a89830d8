import Format
import LocalState
import Testing

@testable import CLI

/// `martlet status`: what counts as overdue or unproven, and how it is said.
struct StatusTests {
  private static let now: Int64 = 1_790_000_000

  private func run(_ command: String, age: Int64, code: Int32 = 0, message: String = "") -> Run {
    var run = Run(
      command: command, profile: "docs",
      process: Run.Process(bootID: [], namespace: 0, id: 0, startTime: 0),
      started: Timestamp(seconds: Self.now - age - 5, nanoseconds: 0))
    run.ending = Run.Ending(
      time: Timestamp(seconds: Self.now - age, nanoseconds: 0), exitCode: code)
    run.message = message
    return run
  }

  private func problems(
    saved: Int64?, checked: Int64? = nil, damaged: Bool = false, allowed: Int? = 36 * 3600,
    every: Int? = nil, isOfProfile: Bool = true, last: Run? = nil
  ) -> [PlaceStatus.Problem] {
    let good = checked.map { run("check", age: $0) }
    return PlaceStatus(
      subject: "docs", repository: "usb", location: "/usb", last: last,
      lastSaved: saved.map { run("backup", age: $0) }, lastGoodCheck: good,
      lastCheck: damaged ? run("check", age: 1, code: 4, message: "damaged: 2 findings") : good,
      schedule: nil,
      expectation: PlaceStatus.Expectation(
        allowedAge: allowed.map { TimeSpan(seconds: $0) },
        checkEvery: every.map { TimeSpan(seconds: $0) }, isOfProfile: isOfProfile),
      now: Timestamp(seconds: Self.now, nanoseconds: 0)
    ).problems
  }

  @Test("A snapshot is overdue when it is older than allowed, and not a second before")
  func overdue() {
    #expect(problems(saved: 36 * 3600) == [])
    #expect(
      problems(saved: 36 * 3600 + 1)
        == [.overdue(age: 129_601, allowed: TimeSpan(seconds: 129_600))])
    #expect(problems(saved: .max / 4, allowed: nil) == [])
    #expect(problems(saved: nil) == [.neverSaved])
    #expect(problems(saved: nil, isOfProfile: false) == [])
    #expect(problems(saved: nil, isOfProfile: false, last: run("backup", age: 9, code: 10)) == [])
    var opened = run("backup", age: 9, code: 1)
    opened.repository = RepositoryID(.zero)
    #expect(problems(saved: nil, isOfProfile: false, last: opened) == [.neverSaved])
    #expect(problems(saved: nil, last: opened) == [.neverSaved])
    opened.snapshot = SnapshotID(.zero)
    #expect(problems(saved: nil, last: opened) == [.forgotten])
    #expect(problems(saved: 9, isOfProfile: false, last: opened) == [])
    // A clock that was set back.
    #expect(problems(saved: -5) == [])
  }

  @Test("A check may be as late as a backup; damage counts until a check is good again")
  func unproven() {
    let week = TimeSpan(seconds: 604_800)
    let late = Int64(week.seconds + 36 * 3600)
    #expect(problems(saved: 1, checked: late, every: week.seconds) == [])
    #expect(
      problems(saved: 1, checked: late + 1, every: week.seconds)
        == [.unproven(age: late + 1, every: week)])
    #expect(problems(saved: 1, every: week.seconds) == [.neverChecked(every: week)])
    #expect(problems(saved: nil, every: week.seconds) == [.neverSaved])
    #expect(problems(saved: 1, checked: .max / 4) == [])
    #expect(problems(saved: 1, checked: 9, damaged: true) == [.damaged("damaged: 2 findings")])
  }

  /// Makes runs of a command older, by days.
  private func age(_ sandbox: Sandbox, _ condition: String, days: Int) throws {
    let done = try sandbox.shell(
      """
      sqlite3 home/.local/state/martlet/runs.sqlite "UPDATE runs SET
        started = started - \(days) * 86400000000000, ended = ended - \(days) * 86400000000000
        WHERE \(condition)"
      """)
    #expect(done.code == 0, "\(done.errors)")
  }

  private func status(_ sandbox: Sandbox, _ options: String...) throws -> (Int32, String) {
    let outcome = try sandbox.run(["status"] + options)
    #expect(outcome.errors == "")
    return (outcome.code, sandbox.normalized(outcome.text).replacing(/[ ]+/, with: " "))
  }

  @Test("status says of every profile and repository how it stands, and ends with 6 for trouble")
  func text() throws {
    let sandbox = try ProfileTests.sandbox(
      "schedule = \"daily 12:30\"\ncheck = { every = \"7d\" }")
    let before = try status(sandbox)
    #expect(before.0 == 6)
    #expect(
      before.1 == """
        what where last snapshot last run next run last good check
        docs usb none none not installed none
        docs nas none none not installed none
        ! docs in usb: never saved exit 6
        ! docs in nas: never saved exit 6

        """)
    #expect(try sandbox.run("backup", "-p", "docs").code == 0)
    let good = try status(sandbox, "-p", "docs")
    #expect(good.0 == 0)
    #expect(
      good.1 == """
        what where last snapshot last run next run last good check
        docs usb ID today CLOCK done today CLOCK not installed today CLOCK, structure alone
        docs nas ID today CLOCK done today CLOCK not installed today CLOCK, structure alone

        """)
    try age(sandbox, "command = 'backup' AND location LIKE '%usb'", days: 4)
    try age(sandbox, "command = 'check' AND location LIKE '%nas'", days: 30)
    try sandbox.shell("mv home/usb home/away")
    #expect(try sandbox.run("check", "-r", "nas", "--password-command", "false").code == 12)
    #expect(try sandbox.run("backup", "-p", "docs", "-r", "usb", "-q").code == 10)
    let bad = try status(sandbox)
    #expect(bad.0 == 6)
    #expect(
      bad.1 == """
        what where last snapshot last run next run last good check
        docs usb ID DAY CLOCK failed (10) today CLOCK not installed today CLOCK, structure alone
        docs nas ID today CLOCK done today CLOCK not installed DAY CLOCK, structure alone
        ! docs in usb: overdue: the last snapshot is 4 days old, and 36 h are allowed exit 6
        ! docs in usb: last run: there is no repository at ~/home/usb
        ! docs in nas: unproven: the last good check is 30 days old, and every 7 days is asked for \
        exit 6

        """)
    let lines = try sandbox.run("status", "--json", "-r", "nas").lines.map { JSONLine($0) }
    #expect(lines.count == 2)
    #expect(lines.last??["exit_code"] == .number(6))
  }

  @Test("Without a configuration every set that was saved is told of; nothing at all is trouble")
  func sets() throws {
    let sandbox = try ProfileTests.sandbox()
    try sandbox.shell("rm -r home/.local; mv home/.config/martlet/config.toml kept")
    let nothing = try status(sandbox)
    #expect(nothing.0 == 6)
    #expect(
      nothing.1 == """
        ! Nothing has been saved from here yet. exit 6
         Begin with: martlet backup PATH, or a profile: martlet config example

        """)
    sandbox.environment["MARTLET_PASSWORD"] = Array("a password".utf8)
    for set in ["a", "b", "a"] {
      #expect(try sandbox.run("backup", "home/docs", "-r", "home/usb", "--set", set).code == 0)
    }
    let sets = try status(sandbox)
    #expect(sets.0 == 0)
    #expect(
      sets.1 == """
        what where last snapshot last run next run last good check
        b ~/home/usb ID today CLOCK done today CLOCK by hand none
        a ~/home/usb ID today CLOCK done today CLOCK by hand none

        """)
    try sandbox.shell("echo '[profile.free]' >home/.config/martlet/config.toml")
    #expect(
      try status(sandbox, "-p", "free").1
        == "! The profile free has never been saved. exit 6\n Save it: martlet backup -p free\n")
  }

  @Test("After a backup a repository is checked when that is due, and only then")
  func dueChecks() throws {
    let sandbox = try ProfileTests.sandbox("check = { every = \"10d\", read-data = \"all\" }")
    func checks() throws -> Int {
      let saved = try sandbox.run("backup", "-p", "docs", "-r", "usb", "--json")
      #expect(saved.code == 0)
      return saved.lines.compactMap { JSONLine($0)?["packs_read"] }.count
    }
    #expect(try checks() == 1)
    #expect(try checks() == 0)
    try age(sandbox, "command = 'check'", days: 8)
    #expect(try checks() == 0)
    // A day later it would be too late.
    try age(sandbox, "command = 'check'", days: 2)
    #expect(try checks() == 1)
    try age(sandbox, "command = 'check'", days: 11)
    try sandbox.shell("for f in home/usb/packs/*/*; do printf x | dd of=$f bs=1 conv=notrunc; done")
    let damaged = try sandbox.run("backup", "-p", "docs", "-r", "usb")
    #expect(damaged.code == 4)
    #expect(damaged.text.contains("Snapshot "))
    #expect(try status(sandbox, "-r", "usb").1.contains("the last check found it damaged: "))
  }

  @Test("A stream whose command failed and that has never been saved is trouble, in words")
  func neverSavedStream() throws {
    let sandbox = try Sandbox.withRepository()
    let command = ["backup", "--stdin-name", "a.sql", "--from-command"]
    #expect(try sandbox.run(command + ["exit 3"]).code == 1)
    #expect(try sandbox.run("backup", "home", "-r", "nowhere").code == 10)
    let bad = try status(sandbox)
    #expect(bad.0 == 6)
    #expect(bad.1.contains("! /dev/stdin/a.sql in ~/repository: never saved exit 6\n"))
    #expect(!bad.1.contains("! ~/home in ~/nowhere: never saved"))
    #expect(
      bad.1.contains(
        "! /dev/stdin/a.sql in ~/repository: last run: the command for a.sql failed (exit 3)\n"))
    #expect(try sandbox.run(command + ["echo 1"]).code == 0)
    #expect(try sandbox.run(command + ["exit 3"]).code == 1)
    #expect(try status(sandbox).0 == 0)
  }

  @Test("What is mistyped or refused is no run, and a row is of the set that was saved")
  func mistakes() throws {
    let sandbox = try Sandbox.withRepository()
    try sandbox.shell("mkdir docs; echo 1 >docs/a")
    #expect(try sandbox.run("backup", "docs").code == 0)
    #expect(try sandbox.run("backup", "leters").code == 1)
    #expect(try sandbox.run("backup", "repository").code == 5)
    let terminal = try PseudoTerminal()
    #expect(try sandbox.run(at: terminal, ["backup", "--stdin-name", "x"]) == 64)
    #expect(try sandbox.run("backup", "docs", "nope").code == 3)
    let rows = try status(sandbox)
    #expect(rows.0 == 0)
    #expect(rows.1.split(separator: "\n").count == 3)
    #expect(rows.1.contains("\n~/docs ~/repository ID today CLOCK incomplete today CLOCK"))
    let runs = try sandbox.run("log", "--json").lines.compactMap { JSONLine($0)?["exit_code"] }
    // That of init comes first.
    #expect(runs == [.number(0), .number(0), .number(1), .number(3)])
    #expect(try sandbox.run("status", "-q").text.hasPrefix("! ~/docs") == false)
  }

  @Test("Ages are told in seconds, minutes, hours and days; -q says only what is wrong")
  func ages() throws {
    let sandbox = try ProfileTests.sandbox("overdue-after = \"1s\"")
    #expect(try sandbox.run("backup", "-p", "docs", "-r", "usb").code == 0)
    var aged = 0
    for (seconds, text) in [
      (90, /(?:9|10|11)\d s old/), (60 * 100, /1\d\d min old/), (3600 * 40, /4[01] h old/),
      (86_400 * 3, /3 days old/),
    ] {
      try sandbox.shell(
        """
        sqlite3 home/.local/state/martlet/runs.sqlite \
          "UPDATE runs SET ended = ended - \(seconds - aged) * 1000000000"
        """)
      aged = seconds
      let overdue = try status(sandbox, "-p", "docs", "-r", "usb", "-q")
      #expect(overdue.0 == 6)
      #expect(
        overdue.1.replacing(text, with: "AGE") == """
          ! docs in usb: overdue: the last snapshot is AGE, and 1 s are allowed exit 6

          """)
    }
    try sandbox.shell("sed -i 's/\"1s\"/\"7d\"/' home/.config/martlet/config.toml")
    #expect(try status(sandbox, "-p", "docs", "-r", "usb", "-q") == (0, ""))
  }

  @Test("A snapshot that was forgotten is the last one of nothing, until it is brought back")
  func forgotten() throws {
    let sandbox = try Sandbox.withRepository()
    try sandbox.shell("mkdir docs; echo 1 >docs/a")
    try sandbox.run("backup", "docs")
    try sandbox.run("backup", "docs")
    let ids = try sandbox.run("snapshots", "--json").lines.compactMap {
      JSONLine($0)?["id"]?.text
    }
    func last() throws -> String? {
      try sandbox.run("status", "--json").lines.first.flatMap { JSONLine($0) }?["last_snapshot"]?
        .text
    }
    #expect(try last() == ids[1])
    #expect(try sandbox.run("forget", "latest", "--keep-space").code == 0)
    #expect(try last() == ids[0])
    #expect(try sandbox.run("undelete", ids[1]).code == 0)
    #expect(try last() == ids[1])
    #expect(try sandbox.run("forget", ids[0], ids[1]).code == 0)
    #expect(try status(sandbox).1.contains("Nothing has been saved from here yet."))
  }
}
