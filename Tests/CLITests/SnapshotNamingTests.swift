import Format
import Testing

/// Snapshots named by days and sets, and chosen by filters.
struct SnapshotNamingTests {
  private func prepared() throws -> Sandbox {
    let sandbox = try Sandbox.withRepository()
    try sandbox.shell("mkdir docs; echo 1 >docs/a")
    try sandbox.run("backup", "docs")
    return sandbox
  }

  /// The ID that a note on stderr says was taken.
  private func taken(_ name: String, in sandbox: Sandbox) throws -> String {
    let run = try sandbox.run("ls", name)
    let match = run.errors.firstMatch(of: /took ([0-9a-f]{8}) of/)
    return match.map { String($0.1) } ?? run.errors
  }

  @Test("Days and times are local, with 25 hours or 23, and hours that come twice or never")
  func summerTime() throws {
    let sandbox = try prepared()
    sandbox.environment["TZ"] = Array("CET-1CEST,M3.5.0,M10.5.0/3".utf8)
    // 02:30 twice, a second before midnight, midnight; then around a leap from 02:00 to 03:00.
    let autumn = try sandbox.plant(
      at: 1_761_438_600, 1_761_442_200, 1_761_519_599, 1_761_519_600)
    let spring = try sandbox.plant(at: 1_774_745_999, 1_774_746_030)
    let early = try sandbox.run("ls", "@2025-10-25")
    #expect(early.code == 1)
    #expect(
      early.errors == """
        martlet: there was no snapshot yet by the end of 2025-10-25 (exit 1)
          The oldest is \(autumn[0]) of \(sandbox.folder)/docs, of 2025-10-26 02:30.

        """)
    #expect(try taken("@2025-10-26T02:29", in: sandbox) == autumn[0])
    #expect(try taken("@2025-10-26T02:30", in: sandbox) == autumn[1])
    #expect(try taken("@2025-10-26", in: sandbox) == autumn[2])
    #expect(try taken("@2025-10-26 23:59:58", in: sandbox) == autumn[1])
    #expect(try taken("@2025-10-27T00:00:00", in: sandbox) == autumn[3])
    #expect(try taken("@2026-03-29T01:59", in: sandbox) == spring[0])
    #expect(try taken("@2026-03-29T02:00", in: sandbox) == spring[1])
    #expect(try taken("@2026-03-29", in: sandbox) == spring[1])
    sandbox.environment["TZ"] = Array("UTC".utf8)
    #expect(try taken("@2025-10-26", in: sandbox) == autumn[3])
  }

  @Test("A day ends also where clocks are changed at midnight")
  func midnight() throws {
    let sandbox = try prepared()
    // At 00:00 of the 4th of November 2018 it became 01:00.
    sandbox.environment["TZ"] = Array("BRT3BRST,M11.1.0/0,M2.3.0/0".utf8)
    let planted = try sandbox.plant(at: 1_541_300_399, 1_541_300_400)
    #expect(try taken("@2018-11-03", in: sandbox) == planted[0])
    #expect(try taken("@2018-11-04", in: sandbox) == planted[1])
  }

  @Test("@today, @yesterday, and what is said of the one that was taken")
  func days() throws {
    let sandbox = try prepared()
    let today = try sandbox.run("ls", "@today")
    #expect(today.text == "a\n")
    #expect(
      sandbox.normalized(today.errors) == "martlet: took ID of ~/docs, begun DAY CLOCK\n")
    #expect(try sandbox.run("cat", "-q", "@today:a").errors == "")
    let early = try sandbox.run("ls", "@yesterday")
    #expect(early.code == 1)
    #expect(
      sandbox.normalized(early.errors) == """
        martlet: there was no snapshot yet by the end of yesterday (exit 1)
          The oldest is ID of ~/docs, of DAY CLOCK.

        """)
    let restored = try sandbox.run("restore", "docs@today:a", "--to", "back")
    #expect(restored.code == 0)
    #expect(try sandbox.shell("cat back/a").text == "1\n")
  }

  @Test("A set before the @ decides where several could be meant")
  func sets() throws {
    let sandbox = try prepared()
    try sandbox.plant([
      { ($0.set, $0.time) = ("old papers", Timestamp(seconds: 9, nanoseconds: 0)) }
    ])
    let refused = try sandbox.run("restore", "latest", "--to", "back")
    #expect(refused.code == 1)
    #expect(
      sandbox.normalized(refused.errors) == """
        martlet: latest could mean a snapshot of 2 sets (exit 1)
          Name one by its ID: ID of ~/docs; ID of old papers.

        """)
    #expect(try sandbox.run("restore", "docs@latest", "--to", "back").code == 0)
    #expect(try sandbox.run("restore", "old papers@latest", "--to", "back").code == 0)
    let unknown = try sandbox.run("ls", "paper@latest")
    #expect(
      sandbox.normalized(unknown.errors) == """
        martlet: there is no set paper (exit 1)
          There are: ~/docs; old papers.

        """)
    let wrong = try sandbox.run("ls", "yesterday")
    #expect(
      wrong.errors == """
        martlet: "yesterday" is no name of a snapshot (exit 1)
          Days begin with an @: @yesterday.

        """)
  }

  @Test("Filters narrow the list, and what latest means")
  func filters() throws {
    let sandbox = try prepared()
    let time = Timestamp(seconds: 1_700_000_000, nanoseconds: 0)
    let planted = try sandbox.plant([
      { ($0.host, $0.time) = ("elsewhere", time) }, { ($0.set, $0.time) = ("papers", time) },
    ])
    #expect(try sandbox.run("snapshots", "--json").lines.count == 3)
    #expect(try sandbox.run("snapshots", "--json", "--last", "1").lines.count == 3)
    let hosts = try sandbox.run("snapshots", "--host", "elsewhere")
    #expect(hosts.lines.count == 3 && hosts.lines[2].hasPrefix("\(planted[0])  2023-11-14 22:13"))
    let path = try sandbox.run("snapshots", "--json", "--path", "docs/", "--set", "papers")
    #expect(path.lines.count == 1)
    let none = try sandbox.run("snapshots", "--host", "h", "--tag", "a b")
    #expect(none.code == 0)
    #expect(none.text == "No snapshot of 3 matches --host h --tag a b.\n")
    #expect(try sandbox.run("snapshots", "--json", "--host", "h").text == "")

    #expect(try sandbox.run("restore", "latest", "--to", "back").code == 1)
    let restored = try sandbox.run("restore", "latest", "--set", "papers", "--to", "back")
    #expect(restored.code == 0 && restored.text.contains("from snapshot \(planted[1])"))
    let failed = try sandbox.run("ls", "latest", "--host", "h")
    #expect(failed.code == 1)
    #expect(
      failed.errors == """
        martlet: no snapshot matches --host h (exit 1)
          See which there are: martlet snapshots.

        """)
    #expect(try sandbox.run("snapshots", "--host", "").code == 64)
    #expect(try sandbox.run("snapshots", "--last", "0").code == 64)
  }

  @Test("A set gets no name that could not be said in SET@latest")
  func setNames() throws {
    let sandbox = try prepared()
    for name in ["root@host", "x:y", "a@b", "docs 2026-11-01", "ümlaut"] {
      #expect(try sandbox.run("backup", "docs", "--set", name).code == 0, "\(name)")
      #expect(try sandbox.run("ls", "\(name)@latest:").text == "a\n", "\(name)")
    }
    for name in ["latest:a", "a:b", "x@c0:d", "x@2026-11-01:d", "a@today:b"] {
      let run = try sandbox.run("backup", "docs", "--set", name)
      #expect(run.code == 64, "\(name)")
      #expect(run.errors.contains("has a colon where \(name)@latest would mean something else"))
    }
    let bytes = ["backup", "docs", "--set"].map { Array($0.utf8) } + [[0x61, 0xFF]]
    let odd = try sandbox.run(bytes: bytes)
    #expect(odd.code == 64)
    #expect(odd.errors.contains("the name of the set is no text in UTF-8"))
    try sandbox.shell(
      """
      mkdir -p home/.config/martlet
      printf '[profile.p]\\nset = "a:b"\\n' >home/.config/martlet/config.toml
      """)
    let profile = try sandbox.run("config", "check")
    #expect(profile.code != 0)
    #expect(profile.text.contains("\"set\" has a colon where a:b@latest would mean something else"))
  }
}
