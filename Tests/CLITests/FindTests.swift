import TestSupport
import Testing

/// `martlet find`, word for word.
struct FindTests {
  /// Three snapshots of `docs` and one of `pics`; `tax.txt` changes once.
  private func sandbox() throws -> Sandbox {
    let sandbox = try Sandbox.withRepository()
    try sandbox.shell(
      """
      umask 022; mkdir -p docs/sub pics; cd docs; printf one >sub/tax.txt; printf a >Tax.md
      ln -s sub/tax.txt link; printf abc >../pics/tax.jpg; chmod 640 sub/tax.txt
      find .. -exec touch -hd 2026-01-02T03:04:05Z {} + 2>/dev/null
      """)
    try sandbox.run("backup", "docs")
    try sandbox.run("backup", "docs")
    try sandbox.shell("printf longer >docs/sub/tax.txt; touch -d 2026-02-03T04:05Z docs/sub/*")
    try sandbox.run("backup", "docs")
    return sandbox
  }

  private func text(_ sandbox: Sandbox, _ arguments: String...) throws -> String {
    let run = try sandbox.run(["find"] + arguments)
    #expect(run.code == 0)
    return sandbox.normalized(run.text)
  }

  @Test("What is the same in several snapshots is one line")
  func versions() throws {
    let sandbox = try sandbox()
    let run = try sandbox.run("find", "tax*")
    #expect(run.errors == "martlet: looking through 3 snapshots\n")
    #expect(
      run.text.replacing(/\b[0-9a-f]{8}\b/, with: "ID") == """
        sub/tax.txt   6 B   2026-02-03 04:05   in ID (today)
        sub/tax.txt   3 B   2026-01-02 03:04   in 2 snapshots, ID (today) to ID (today)
        2 found in 3 snapshots

        """)
    let ids = try sandbox.run("snapshots", "--json").lines.compactMap { JSONLine($0)?["id"]?.text }
    #expect(run.text.contains("in \(ids[2].prefix(8)) (today)"))
    #expect(
      run.text.contains("in 2 snapshots, \(ids[0].prefix(8)) (today) to \(ids[1].prefix(8)) "))
  }

  @Test("A block for each set, where there are several; links, folders, modes and owners")
  func sets() throws {
    let sandbox = try sandbox()
    try sandbox.run("backup", "pics", "--set", "pictures")
    let text = try sandbox.run("find", "tax*", "link", "sub/", "--ignore-case", "-l").text
    #expect(
      sandbox.normalized(text).replacing(/\ {2,}\w+ {3}\w+ {3}/, with: " OWNER GROUP ") == """
        ~/docs on HOST
        -rw-r--r-- OWNER GROUP Tax.md                1 B   DAY CLOCK   in 3 snapshots, \
        ID (today) to ID (today)
        lrwxrwxrwx OWNER GROUP link -> sub/tax.txt         DAY CLOCK   in 3 snapshots, \
        ID (today) to ID (today)
        drwxr-xr-x OWNER GROUP sub/                        DAY CLOCK   in 3 snapshots, \
        ID (today) to ID (today)
        -rw-r----- OWNER GROUP sub/tax.txt           6 B   DAY CLOCK   in ID (today)
        -rw-r----- OWNER GROUP sub/tax.txt           3 B   DAY CLOCK   in 2 snapshots, \
        ID (today) to ID (today)

        pictures on HOST
        -rw-r--r-- OWNER GROUP tax.jpg   3 B   DAY CLOCK   in ID (today)
        6 found in 4 snapshots

        """)
    #expect(try sandbox.run("find", "tax*", "--set", "pictures").lines.count == 2)
    #expect(try sandbox.run("find", "tax*", "--snapshot", "latest").lines.count == 2)
    #expect(
      try sandbox.run("find", "tax*", "--snapshot", "pictures@latest", "--snapshot", "latest")
        .lines.count == 2)
  }

  @Test("Kinds, sizes and dates")
  func conditions() throws {
    let sandbox = try sandbox()
    #expect(try text(sandbox, "*", "--kind", "symlink").hasPrefix("link -> sub/tax.txt"))
    #expect(try text(sandbox, "*", "--larger-than", "5").hasPrefix("sub/tax.txt   6 B   DAY"))
    #expect(try text(sandbox, "*", "--smaller-than", "2").hasPrefix("Tax.md   1 B   DAY"))
    for date in ["2026-02-03", "2026-02-03T04:05", "2026-02-03 04:05:00"] {
      #expect(try text(sandbox, "tax.txt", "--newer-than", date).hasPrefix("sub/tax.txt   6 B"))
      #expect(try text(sandbox, "tax.txt", "--older-than", date).hasPrefix("sub/tax.txt   3 B"))
    }
    #expect(try text(sandbox, "tax.txt", "--newer-than", "today").hasPrefix("Nothing found"))
    let wrong = try sandbox.run("find", "*", "--kind", "blob")
    #expect(wrong.code == 64)
    #expect(try sandbox.run("find", "*", "--newer-than", "soon").code == 64)
    #expect(try sandbox.run("find", "").code == 64)
  }

  @Test("Nothing found is said, with what else to try")
  func nothing() throws {
    let sandbox = try sandbox()
    #expect(
      try text(sandbox, "tax") == """
        Nothing found in 3 snapshots
          For a part of a name: martlet find '*tax*'
          Capital and small letters alike: --ignore-case

        """)
    #expect(
      try text(sandbox, "tax/*.txt", "--ignore-case") == """
        Nothing found in 3 snapshots
          At any depth: martlet find '**/tax/*.txt'

        """)
    #expect(
      try text(sandbox, "docs/tax.txt") == """
        Nothing found in 3 snapshots
          At any depth: martlet find '**/docs/tax.txt'
          Paths are those in the source: martlet find 'tax.txt'
          Capital and small letters alike: --ignore-case

        """)
    #expect(try sandbox.run("find", "-q", "tax").text == "Nothing found in 3 snapshots\n")
    let empty = try Sandbox.withRepository()
    #expect(
      try empty.run("find", "a").text == """
        There are no snapshots to look through
          Make one: martlet backup PATH

        """)
  }

  @Test("JSON has a line for each version, and one that sums up")
  func json() throws {
    let sandbox = try sandbox()
    let run = try sandbox.run("find", "tax.*", "--json")
    #expect(run.lines.count == 3)
    let owners = /"uid":\d+,"gid":\d+,"user":"\w*","group":"\w*"/
    #expect(
      sandbox.normalized(run.lines[1]).replacing(owners, with: "OWNER")
        .replacing(/"host":"[^"]*"/, with: "HOST") == """
          {"schema":1,"type":"found","path":"sub/tax.txt","kind":"file","size":3,\
          "modified":"TIME","mode":"0640",OWNER,"set":"",HOST,"paths":["~/docs"],"snapshots":2,\
          "oldest":{"id":"ID64","time":"TIME"},"newest":{"id":"ID64","time":"TIME"}}
          """)
    #expect(
      run.lines[2] == "{\"schema\":1,\"type\":\"summary\",\"found\":2,\"snapshots\":3,"
        + "\"exit_code\":0}")
  }
}
