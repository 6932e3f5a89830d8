import Testing

/// `stats` as somebody uses it, with what it says word for word.
struct StatsTests {
  /// Two snapshots of the set "papers": two equal files of 300 000 bytes that do not compress, then
  /// another of 1 000 bytes besides.
  private func prepared() throws -> Sandbox {
    let sandbox = try Sandbox.withRepository()
    try sandbox.shell("mkdir docs; head -c 300000 /dev/urandom >docs/a; cp docs/a docs/b")
    try sandbox.run("backup", "docs", "-q", "--set", "papers")
    try sandbox.shell("head -c 1000 /dev/urandom >docs/c")
    try sandbox.run("backup", "docs", "-q", "--set", "papers")
    return sandbox
  }

  private func stats(_ sandbox: Sandbox, _ options: String...) throws -> String {
    let run = try sandbox.run(["stats", "--progress", "none"] + options)
    #expect(run.code == 0 && run.errors == "", "\(run.errors)")
    return sandbox.normalized(run.text)
  }

  /// Sizes that depend on the compressor replaced.
  private func withoutSizes(_ text: String) -> String {
    let parts = text.split(separator: "What is stored:\n", maxSplits: 1)
    guard parts.count == 2 else { return text }
    return parts[0].replacing(/[\d.]+ KiB stored/, with: "N stored") + "What is stored:\n"
      + parts[1].replacing(/[ ]+[\d.]+ [KM]?i?B/, with: "   N")
  }

  @Test("Where the space went: from what the snapshots hold to what is stored")
  func repository() throws {
    let sandbox = try prepared()
    #expect(
      withoutSizes(try stats(sandbox)) == """
        Repository at ~/repository: 2 snapshots, 4 packs, N stored
          In all snapshots             1.1 MiB   in 5 files, each snapshot counted whole
          Different data               294 KiB   879 KiB saved by dedupe: equal data once
          With deltas                  294 KiB   nothing is stored as a difference
          Compressed                   294 KiB   nothing saved by compression
        What is stored:
          Data   N
          Folder listings   N   N before deltas and compression
          Not needed by any snapshot   N
          Overhead of packs   N   directories and padding
          Everything else   N   index, snapshots, keys
          Together   N

        """)
  }

  @Test("What deltas and compression save; what some snapshots take of all")
  func saved() throws {
    let sandbox = try Sandbox.withRepository()
    try sandbox.shell("mkdir docs; head -c 150000 /dev/urandom | base64 >docs/a")
    try sandbox.run("backup", "docs", "-q", "--set", "old")
    try sandbox.shell("echo more >>docs/a")
    try sandbox.run("backup", "docs", "-q", "--set", "new")
    let all = try summary(sandbox, "--json")
    #expect(all["delta_chunks"] == .number(1))
    #expect(number(all, "saved_by_delta") > 190_000)
    #expect(number(all, "saved_by_compression") > 40_000)
    #expect(all["bases_stored"] == .number(0))
    let text = try stats(sandbox, "--set", "new")
    #expect(
      text.contains(
        /Repository at ~\/repository: 1 of 2 snapshots, 4 packs, \d+ KiB stored\n  In these snap/))
    #expect(text.contains(/With deltas +\d+ B   198 KiB saved by storing 1 chunk as differences\n/))
    #expect(
      text.contains(/Bases of deltas +\d+ KiB   none of these has them, but deltas start from them/)
    )
    #expect(text.contains(/Not needed by these +\d+ B   in 1 pack\n/))
  }

  @Test("The figures add up to the files of the repository")
  func sum() throws {
    let sandbox = try prepared()
    try sandbox.shell("cp -r /usr/include/linux docs/linux; chmod -R u+w docs")
    try sandbox.run("backup", "docs", "-q", "--set", "papers")
    try sandbox.shell("find docs/linux -name '*.h' | head -50 | xargs sed -i '$a // more'")
    try sandbox.run("backup", "docs", "-q", "--set", "papers")
    // Nobody has committed it, and it has the name of a pack.
    try sandbox.shell(
      "d=repository/packs/ab; mkdir -p $d; echo stray >$d/ab$(printf '%062d' 0)")
    let line = try summary(sandbox, "--json")
    #expect(line["type"] == .text("summary"))
    let bytes = try sandbox.shell("find repository -type f -printf '%s\\n'").lines
      .compactMap(Double.init).reduce(0, +)
    #expect(number(line, "total") == bytes)
    #expect(number(line, "stray_bytes") == 6)
    func sum(_ names: String...) -> Double { names.map { number(line, $0) }.reduce(0, +) }
    #expect(
      sum("pack_bytes", "stray_bytes", "index_bytes", "snapshot_bytes", "other_bytes") == bytes)
    #expect(
      sum("data_stored", "listings_stored", "bases_stored", "not_needed", "pack_overhead")
        == number(line, "pack_bytes"))
    #expect(number(line, "bytes") - number(line, "saved_by_dedupe") == number(line, "different"))
    #expect(
      number(line, "different") - sum("saved_by_delta", "saved_by_compression")
        == number(line, "data_stored"))
    #expect(number(line, "saved_by_delta") > 0)
    #expect(number(line, "saved_by_compression") > 0)
  }

  @Test("Snapshots by themselves")
  func snapshots() throws {
    let sandbox = try prepared()
    let table = """
      snapshot   from          files      size   different     added    stored   only here   of
      ID   today CLOCK       2   586 KiB     293 KiB   293 KiB   293 KiB   N B   papers on HOST
      ID   today CLOCK       3   587 KiB     294 KiB   1.2 KiB   N KiB   N KiB   papers on HOST
      different: equal data once; added: new to the repository, listings too; stored: for that; \
      only here: stored, and needed by no other

      """
    func plain(_ text: String) -> String {
      text.replacing(/[ ]+/, with: " ")
        .replacing(/\d+ B papers/, with: "N B papers")
        .replacing(/1\.\d KiB 1\.\d KiB papers/, with: "N KiB N KiB papers")
    }
    #expect(plain(try stats(sandbox, "--by", "snapshot")) == plain(table))
    #expect(plain(try stats(sandbox, "latest~1", "latest")) == plain(table))
    #expect(try stats(sandbox, "latest", "-q").split(separator: "\n").count == 2)
    let line = try #require(
      JSONLine(try sandbox.run("stats", "latest", "--json").lines.first ?? ""))
    #expect(line["type"] == .text("snapshot"))
    #expect(line["set"] == .text("papers"))
    #expect(line["files"] == .number(3))
    #expect(line["bytes"] == .number(601_000))
    #expect(line["different"] == .number(301_000))
    #expect(number(line, "added") > 1000)
    #expect(line["missing"] == .number(0))
  }

  @Test("A repository without snapshots, and one from which something is missing")
  func odd() throws {
    let empty = try Sandbox.withRepository()
    #expect(
      withoutSizes(try stats(empty)) == """
        Repository at ~/repository: 0 snapshots, 0 packs, N stored
        What is stored:
          Data   N
          Folder listings   N   N before deltas and compression
          Not needed by any snapshot   N
          Overhead of packs   N   directories and padding
          Everything else   N   index, snapshots, keys
          Together   N

        """)
    let sandbox = try prepared()
    try sandbox.shell("rm $(ls -S repository/packs/*/* | head -1)")
    let all = try sandbox.run("stats")
    #expect(all.code == 3)
    #expect(
      all.lines.last
        == "! 1 chunk missing or damaged, and not counted: run martlet check   exit 3"
    )
    let each = try sandbox.run("stats", "--by", "snapshot")
    #expect(each.code == 3)
    #expect(
      sandbox.normalized(each.text).hasSuffix(
        "! chunks missing or damaged, and not counted, in ID, ID: run martlet check   exit 3\n"))
    #expect(try sandbox.run("stats", "--json").code == 3)
    let path = try sandbox.run("stats", "latest:a")
    #expect(path.code == 64)
    #expect(path.errors.hasPrefix("martlet: latest:a names a path in a snapshot (exit 64)\n"))
  }

  private func summary(_ sandbox: Sandbox, _ options: String...) throws -> JSONLine {
    try #require(JSONLine(try sandbox.run(["stats"] + options).lines.last ?? ""))
  }

  private func number(_ line: JSONLine, _ name: String) -> Double {
    if case .number(let number)? = line[name] { number } else { .nan }
  }
}
