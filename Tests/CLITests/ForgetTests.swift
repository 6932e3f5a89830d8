import Format
import Testing

/// Snapshots that go by rule and by name, and the space that comes back.
struct ForgetTests {
  /// A repository with as many snapshots of a folder of 30 files, each with a file of its own.
  private func prepared(_ count: Int) throws -> Sandbox {
    let sandbox = try Sandbox.withRepository()
    try sandbox.shell("mkdir docs; for i in `seq 30`; do echo $i >docs/$i; done")
    for number in 0..<count {
      try sandbox.shell("head -c 200000 /dev/urandom >docs/new\(number); $MARTLET backup -q docs")
    }
    return sandbox
  }

  private func ids(_ sandbox: Sandbox) throws -> [JSONLine?] {
    try sandbox.run("snapshots", "--json").lines.map { JSONLine($0)?["id"] }
  }

  private func bytes(_ sandbox: Sandbox) throws -> Int {
    let text = try sandbox.shell("du -sb --apparent-size repository | cut -f1").text
    return try #require(Int(text.split(separator: "\n").first ?? ""))
  }

  @Test("undelete -q says nothing when all is well, and lists what can come back")
  func quietUndelete() throws {
    let sandbox = try Sandbox.withRepository()
    try sandbox.shell("mkdir docs; echo 1 >docs/a")
    try sandbox.run("backup", "docs")
    #expect(try sandbox.run("undelete", "-q").text == "")
    let id = try #require(
      JSONLine(try sandbox.run("snapshots", "--json").lines.first ?? "")?["id"]?.text)
    #expect(try sandbox.run("forget", "-q", "--keep-space", id).text == "")
    let list = try sandbox.run("undelete", "-q").lines
    #expect(list.count == 3 && list[2].hasPrefix(id.prefix(8)), "\(list)")
    #expect(
      try sandbox.run("undelete").lines.last
        == "To bring one back: martlet undelete \(id.prefix(8))")
    let back = try sandbox.run("undelete", "-q", id)
    #expect((back.code, back.text + back.errors) == (0, ""))
    #expect(try sandbox.run("snapshots", "-q").text.contains(id.prefix(8)))
  }

  @Test("Rules, a pin and a tag decide; what is left is whole, and the rest is gone from the disk")
  func rules() throws {
    let sandbox = try prepared(5)
    let all = try ids(sandbox)
    try sandbox.shell("$MARTLET pin -q latest~4; $MARTLET tag -q latest~2 --add year")
    let lines = try sandbox.run(
      "forget", "--keep-last", "1", "--keep-tag", "year", "--json"
    ).lines.map { JSONLine($0) }
    #expect(lines.count == 6)
    let keep = lines.prefix(5).map { $0?["keep"] }
    #expect(keep == [.flag(true), .flag(false), .flag(true), .flag(false), .flag(true)])
    #expect(lines[0]?["reasons"] == .list([.text("pinned")]))
    #expect(lines[2]?["reasons"] == .list([.text("tag year")]))
    #expect(lines[5]?["type"] == .text("forgotten") && lines[5]?["forgotten"] == .number(2))
    #expect(try ids(sandbox) == [all[0], all[2], all[4]])
    // Every snapshot holds the files of those before it: nothing of them goes but listings.
    let check = try sandbox.run("check", "--read-data")
    #expect(check.code == 0 && !check.text.contains("that does not exist"), "\(check.text)")
    try sandbox.shell("$MARTLET restore latest --to all -q && diff -r docs all")
  }

  @Test("The space of what only forgotten snapshots had comes back")
  func space() throws {
    let sandbox = try prepared(3)
    let whole = try bytes(sandbox)
    try sandbox.shell("rm docs/new0 docs/new1 docs/new2; $MARTLET backup -q docs")
    #expect(try sandbox.run("forget", "--keep-last", "1", "-n", "-q").code == 0)
    #expect(try bytes(sandbox) >= whole)
    let run = try sandbox.run("forget", "--keep-last", "1")
    #expect(run.code == 0, "\(run.errors)")
    #expect(run.text.contains("3 of 4 snapshots forgotten, "))
    #expect(whole - (try bytes(sandbox)) > 590_000)
    #expect(try ids(sandbox).count == 1)
  }

  /// Writes a profile that keeps two snapshots.
  private func configure(_ sandbox: Sandbox, paths: String) throws {
    try sandbox.shell(
      """
      mkdir -p home/.config/martlet; cat >home/.config/martlet/config.toml <<END
      [profile.docs]
      repo  = ["$PWD/repository"]
      paths = [\(paths)]
      keep  = { last = 2 }
      END
      """)
  }

  @Test("A profile's keep is carried out after each backup, and not where most files were lost")
  func keep() throws {
    let sandbox = try Sandbox.withRepository()
    try sandbox.shell("mkdir docs; for i in `seq 30`; do echo $i >docs/$i; done")
    try configure(sandbox, paths: #""$PWD/docs""#)
    for number in 0..<4 {
      try sandbox.shell("echo \(number) >docs/1")
      let run = try sandbox.run("backup", "-p", "docs")
      #expect(run.code == 0, "\(run.errors)")
      #expect(run.text.contains("of 3 snapshots forgotten") == (number >= 2), "\(run.text)")
    }
    let kept = try sandbox.run("snapshots", "--json").lines.map { JSONLine($0)?["kept_by"] }
    #expect(kept == [.list([.text("last 2")]), .list([.text("last 1")])])
    let table = try sandbox.run("snapshots").lines
    #expect(table[0].hasSuffix("   files   kept by"))
    #expect(table[1].hasSuffix("   30   last 2") && table[2].hasSuffix("   30   last 1"))
    try sandbox.run("pin", "latest")
    #expect(try sandbox.run("snapshots").lines[2].hasSuffix("   last 1, pinned   pinned"))
    try sandbox.run("pin", "latest", "--remove")
    #expect(try sandbox.run("log", "--json").text.contains("1 of 3 snapshots forgotten"))
    // What an incomplete backup lacks is in an older one.
    try configure(sandbox, paths: #""$PWD/docs", "$PWD/gone""#)
    #expect(try sandbox.run("backup", "-p", "docs").code == 3)
    #expect(try ids(sandbox).count == 3)
    try configure(sandbox, paths: #""$PWD/docs""#)
    try sandbox.shell("rm docs/?")
    try sandbox.shell("rm docs/1?")
    let run = try sandbox.run("backup", "-p", "docs")
    #expect(run.code == 5)
    #expect(run.text.contains("! nothing is forgotten of docs on"), "\(run.text)")
    #expect(try ids(sandbox).count == 4)
    let status = try sandbox.run("status")
    #expect(status.code == 6)
    #expect(status.text.contains("old snapshots were not forgotten: nothing is forgotten of docs"))
    let forced = try sandbox.run("forget", "-p", "docs", "--keep-last", "2", "--despite-changes")
    #expect(forced.code == 0, "\(forced.errors)")
    #expect(try ids(sandbox).count == 2)
  }

  @Test("What was forgotten can be brought back until its space is freed")
  func bringingBack() throws {
    let sandbox = try prepared(2)
    let all = try ids(sandbox)
    try sandbox.shell("$MARTLET forget -q latest~1 --keep-space")
    #expect(try ids(sandbox) == [all[1]])
    let listed = try sandbox.run("undelete", "--json").lines.map { JSONLine($0)?["id"] }
    #expect(listed == [all[0]])
    let unknown = try sandbox.run("undelete", "0123456789abcdef")
    #expect(unknown.code == 1 && unknown.errors.contains("See which can be brought back"))
    #expect(try sandbox.run("undelete", "latest").code == 0)
    #expect(try ids(sandbox) == all)
    try sandbox.shell("$MARTLET forget -q latest~1; $MARTLET prune -q")
    #expect(try sandbox.run("undelete", "latest").code == 1)
    #expect(try sandbox.run("check", "--read-data").code == 0)
  }
}
