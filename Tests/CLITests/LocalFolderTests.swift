import Testing

/// Where the program keeps what is its own on a machine.
struct LocalFolderTests {
  @Test("The cache is for its owner alone and says what it is; with --no-cache there is none")
  func cache() throws {
    let sandbox = try Sandbox.withRepository()
    try sandbox.shell("mkdir docs; echo 1 >docs/a")
    #expect(try sandbox.run("backup", "docs", "--no-cache").code == 0)
    // The history of runs is no cache.
    let kept = try sandbox.shell("cd home; find . -type f ! -name 'runs.sqlite*'")
    #expect(kept.text == "")
    #expect(try sandbox.run("backup", "docs").code == 0)
    let found = try sandbox.shell("cd home && find . -type d ! -perm 700; find . -name '*.TAG'")
    #expect(found.text == "./.cache/martlet/CACHEDIR.TAG\n")
    let tag = try sandbox.shell("head -c 43 home/.cache/martlet/CACHEDIR.TAG")
    #expect(tag.text == "Signature: 8a477f597d28d172789f06886806bc55")
    #expect(try sandbox.shell("ls home/.local/state/martlet/*.sqlite").code == 0)
  }

  @Test("Its folders are where the environment says")
  func places() throws {
    let sandbox = try Sandbox.withRepository()
    try sandbox.shell("mkdir docs; echo 1 >docs/a; rm -r home")
    sandbox.environment["XDG_CACHE_HOME"] = Array("\(sandbox.folder)/caches".utf8)
    sandbox.environment["XDG_STATE_HOME"] = Array("\(sandbox.folder)/states".utf8)
    try sandbox.run("backup", "docs")
    #expect(try sandbox.shell("ls -d caches/martlet states/martlet").code == 0)
    sandbox.environment["MARTLET_CACHE_DIR"] = Array("\(sandbox.folder)/given".utf8)
    try sandbox.run("backup", "docs")
    #expect(try sandbox.shell("ls given/CACHEDIR.TAG").code == 0)
    #expect(try sandbox.shell("test -e home").code == 1)
  }
}
