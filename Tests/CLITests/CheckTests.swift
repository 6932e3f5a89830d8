import Format
import LocalState
import Repository
import Storage
import SystemPackage
import Testing

@testable import CLI

/// `check` as somebody uses it, with what it says word for word.
struct CheckTests {
  /// Three snapshots of two packs each: a larger one of contents, a small one of trees.
  private func prepared() throws -> Sandbox {
    let sandbox = try Sandbox.withRepository()
    try sandbox.shell("mkdir docs")
    for number in 1...3 {
      try sandbox.shell("head -c 200000 /dev/urandom >docs/\(number)")
      try sandbox.run("backup", "docs", "-q")
    }
    return sandbox
  }

  private func check(_ sandbox: Sandbox, _ options: String...) throws -> [String] {
    let run = try sandbox.run(["check", "--progress", "none"] + options)
    #expect(run.code == 0, "\(run.text)")
    #expect(run.errors == "")
    return run.lines
  }

  private let structure =
    "Structure   3 snapshots, 6 trees, 3 chunks, 6 packs: all there                 ok"
  private let unread =
    "Contents    not read: martlet check --read-data reads them                     unproven"

  @Test("check says what it proved, and what not")
  func words() throws {
    let sandbox = try prepared()
    #expect(try check(sandbox) == [structure, unread])
    let some = try check(sandbox, "--read-data=1B")
    #expect(some.count == 3)
    #expect(some[0] == structure)
    let sizes = /1 of 6 packs read \((\d+|under 1) %, oldest proof first\): [\d.]+ KiB +ok/
    #expect(some[1].firstMatch(of: sizes) != nil, "\(some[1])")
    #expect(
      some[2]
        == "Coverage    5 of 6 packs never read; the others within 1 day                   unproven"
    )
    let all = try check(sandbox, "--read-data")
    #expect(all[1].hasPrefix("Contents    6 of 6 packs read: 6"))
    let covered =
      "Coverage    every pack has been read within 1 day; 0 never read                ok"
    #expect(all[2] == covered)
    #expect(try check(sandbox) == [structure, unread, covered])
    #expect(try check(sandbox, "--read-data", "-q") == [])
  }

  @Test("What was read long ago is read first, and the coverage is as old as it is")
  func age() throws {
    let sandbox = try prepared()
    _ = try check(sandbox, "--read-data")
    let state = try state(of: sandbox)
    let place = Array("\(sandbox.folder)/repository".utf8)
    let proofs = state.proofs(at: place)
    #expect(proofs.count == 6)
    let old = try #require(proofs.first)
    state.noteProof(of: old.key, at: place, seconds: old.value - 139 * 86_400 - 100)
    #expect(
      try check(sandbox).last
        == "Coverage    every pack has been read within 140 days; 0 never read             ok")
    #expect(try check(sandbox, "--read-data", "1B").last?.contains("within 1 day;") == true)
    #expect(state.proofs(at: place)[old.key] ?? 0 >= old.value)
  }

  @Test("A copy of the repository elsewhere is not proved by what was read here")
  func elsewhere() throws {
    let sandbox = try prepared()
    _ = try check(sandbox, "--read-data")
    try sandbox.shell("cp -a repository other")
    #expect(try check(sandbox, "-r", "other") == [structure, unread])
    #expect(
      try check(sandbox, "-r", "other", "--read-data=1B").last?.hasPrefix(
        "Coverage    5 of 6 packs never read;") == true)
  }

  @Test("With --no-cache, and without a home, nothing is remembered, and check says so")
  func forgetful() throws {
    let sandbox = try prepared()
    #expect(
      try check(sandbox, "--no-cache", "--read-data").last
        == "Coverage    not known: with --no-cache nothing is remembered                   unproven"
    )
    #expect(try check(sandbox) == [structure, unread])
    sandbox.environment["HOME"] = nil
    #expect(
      try check(sandbox, "--read-data").last
        == "Coverage    not known: there is no $HOME, so nothing is remembered             unproven"
    )
    #expect(try check(sandbox) == [structure, unread])
    let json = try summary(try check(sandbox, "--read-data", "--json"))
    #expect(json["remembered"] == .flag(false))
    #expect(json["never_read"] == nil)
  }

  @Test("A state that cannot be written is named")
  func readOnlyState() throws {
    let sandbox = try prepared()
    try sandbox.shell("rm -r home/.local; mkdir -p home/.local; touch home/.local/state")
    let run = try sandbox.run("check", "--read-data")
    #expect(run.code == 0)
    #expect(run.errors.contains("martlet: what was read may not be remembered, "))
    #expect(run.lines.last?.hasPrefix("Coverage    every pack has been read within 1 day;") == true)
  }

  @Test("--json says all of it in numbers")
  func json() throws {
    let sandbox = try prepared()
    let some = try summary(try check(sandbox, "--json", "--read-data=1B"))
    #expect(some["type"] == .text("summary"))
    #expect(some["sound"] == .flag(true))
    #expect(some["packs"] == .number(6))
    #expect(some["packs_read"] == .number(1))
    #expect(some["remembered"] == .flag(true))
    #expect(some["never_read"] == .number(5))
    #expect(some["oldest_proof"]?.text?.wholeMatch(of: /\d{4}-.*\+00:00/) != nil)
    #expect(some["exit_code"] == .number(0))
    let all = try summary(try check(sandbox, "--json", "--read-data=all"))
    #expect(all["packs_read"] == .number(6))
    #expect(all["bytes_read"] == all["pack_bytes"])
    #expect(all["never_read"] == .number(0))
  }

  @Test("Damage in contents is told from what is missing because of it")
  func damage() throws {
    let sandbox = try prepared()
    try sandbox.shell(
      "pack=$(ls -S repository/packs/*/* | head -1); chmod u+w $pack; "
        + "printf X | dd of=$pack bs=1 seek=5000 conv=notrunc 2>/dev/null")
    let found = try sandbox.run("check", "--read-data")
    #expect(found.code == 4)
    #expect(
      found.lines[0]
        == "Structure   3 snapshots, 6 trees, 3 chunks, 6 packs                            damaged")
    #expect(found.lines[1].hasPrefix("Contents    6 of 6 packs read: 6"))
    #expect(found.lines[1].hasSuffix(" damaged"))
    #expect(
      found.lines[2]
        == "Coverage    1 of 6 packs never read; the others within 1 day                   unproven"
    )
    #expect(found.lines.last?.hasSuffix("   exit 4") == true)
    let parts = try sandbox.run("check", "--read-data", "--json").lines.compactMap { JSONLine($0) }
    #expect(parts.contains { $0["part"] == .text("contents") })
  }

  @Test("A share that is none is refused")
  func usage() throws {
    let sandbox = try Sandbox()
    let run = try sandbox.run("check", "--read-data", "most")
    #expect(run.code == 64)
    #expect(
      run.errors == """
        martlet: the value 'most' is invalid for '--read-data <all|share|size|time>' (exit 64)
          Give all, or a share such as 5%, a size such as 10GiB, a time such as 20min. \
        See: martlet check --help.

        """)
  }

  private func summary(_ lines: [String]) throws -> JSONLine {
    try #require(JSONLine(lines.last ?? ""))
  }

  private func state(of sandbox: Sandbox) throws -> StateDatabase {
    let storage = try LocalStorage.open(at: sandbox.folder.appending("repository"))
    let config = try #require(try ConfigCopy.readAll(storage).first)
    return StateDatabase(
      in: sandbox.folder.appending("home/.local/state/martlet"), for: config.header.repositoryID)
  }
}
