import Testing

/// A repository from which something is missing.
struct DamageTests {
  @Test("check ends with 4 and names the snapshots; restore gives what is left and ends with 3")
  func lostPack() throws {
    let sandbox = try Sandbox.withRepository()
    try sandbox.shell("mkdir docs other; echo 1 >docs/a; head -c 300000 /dev/urandom >other/b")
    try sandbox.run("backup", "docs", "--set", "good")
    try sandbox.shell("ls repository/packs/*/* >before")
    try sandbox.run("backup", "other", "--set", "bad")
    // The larger of its two packs holds the contents, the other one the trees.
    try sandbox.shell(
      "rm \"$(ls -S $(ls repository/packs/*/* | grep -vxFf before) | head -1)\"")
    let check = try sandbox.run("check")
    #expect(check.code == 4)
    #expect(check.text.contains("! the pack is missing (packs/"))
    #expect(sandbox.normalized(check.text).contains("! 1 snapshot cannot be restored whole: ID\n"))
    let restore = try sandbox.run("restore", try id(of: "bad", sandbox), "--to", "bad")
    #expect(restore.code == 3)
    #expect(restore.text.contains("! 1 path not restored: b ("))
    let verified = try sandbox.run(
      "restore", try id(of: "bad", sandbox), "--to", "bad", "--verify", "--json")
    #expect(verified.code == 4)
    #expect(verified.lines.last.flatMap { JSONLine($0) }?["exit_code"] == .number(4))
    #expect(try sandbox.run("restore", try id(of: "good", sandbox), "--to", "good").code == 0)
    // What the source still has is stored again.
    #expect(try sandbox.run("backup", "other", "--set", "bad").code == 0)
    #expect(try sandbox.run("restore", try id(of: "bad", sandbox), "--to", "again").code == 0)
    #expect(try sandbox.shell("diff -r other again").code == 0)
    // Nothing is missed any more, so it is no damage.
    let healed = try sandbox.run("check")
    #expect(healed.code == 0)
    #expect(
      healed.text.contains(
        "  the pack is missing, and no snapshot needs it any more: a prune forgets it (packs/"))
    #expect(healed.text.contains(": all there"))
    let planned = try sandbox.run("prune", "-n")
    #expect(
      planned.text.contains("  1 missing pack that nobody needs, no longer to be looked for\n"))
    #expect(try sandbox.run("prune").code == 0)
    #expect(try sandbox.run("check").lines.allSatisfy { !$0.hasPrefix("  ") })
    #expect(try sandbox.run("prune").text.hasPrefix("Nothing to free"))
  }

  @Test("Damage that only an old snapshot has is healed by no backup, and check does not say so")
  func lostPast() throws {
    let sandbox = try Sandbox.withRepository()
    try sandbox.shell("mkdir docs; head -c 300000 /dev/urandom >docs/a")
    try sandbox.run("backup", "docs")
    try sandbox.shell("ls repository/packs/*/* >before; echo new >docs/a")
    try sandbox.run("backup", "docs")
    try sandbox.shell("rm $(ls -S $(cat before) | head -1)")
    let old = try sandbox.run("check")
    #expect(old.code == 4)
    #expect(sandbox.normalized(old.text).contains("then drop them: martlet forget ID   exit 4\n"))
    #expect(!old.text.contains("martlet backup"))
    let id = try #require(
      JSONLine(try sandbox.run("snapshots", "--json").lines.first ?? "")?["id"]?.text)
    #expect(try sandbox.run("forget", id).code == 0)
    #expect(try sandbox.run("check").code == 0)
  }

  @Test("What check --read-data finds damaged the next backup stores again, and all is well")
  func healed() throws {
    let sandbox = try Sandbox.withRepository()
    try sandbox.shell("mkdir docs; head -c 300000 /dev/urandom >docs/a")
    try sandbox.run("backup", "docs")
    try sandbox.shell(
      "pack=$(ls -S repository/packs/*/* | head -1); chmod u+w $pack; "
        + "printf X | dd of=$pack bs=1 seek=5000 conv=notrunc")
    let found = try sandbox.run("check", "--read-data")
    #expect(found.code == 4)
    #expect(found.text.contains("! 1 snapshot cannot be restored whole"))
    let again = try sandbox.run("backup", "docs")
    #expect(again.code == 0)
    #expect(again.text.contains("Added 293 KiB"))
    let check = try sandbox.run("check", "--read-data")
    #expect(check.code == 0)
    #expect(check.text.contains("its bytes are not what its name says, as was found before"))
    for name in ["latest", "latest~1"] {
      #expect(try sandbox.run("restore", name, "--to", name).code == 0)
      #expect(try sandbox.shell("diff -r docs \(name)").code == 0)
    }
  }

  @Test("check --read-data finds a flipped bit that check does not")
  func flippedBit() throws {
    let sandbox = try Sandbox.withRepository()
    try sandbox.shell("mkdir docs; head -c 300000 /dev/urandom >docs/a")
    try sandbox.run("backup", "docs")
    try sandbox.shell(
      "pack=$(ls -S repository/packs/*/* | head -1); chmod u+w $pack; "
        + "printf X | dd of=$pack bs=1 seek=5000 conv=notrunc")
    #expect(try sandbox.run("check").code == 0)
    let read = try sandbox.run("check", "--read-data")
    #expect(read.code == 4)
    #expect(read.text.contains("its bytes are not what its name says"))
    let json = try sandbox.run("check", "--read-data", "--json")
    #expect(json.lines.allSatisfy { JSONLine($0)?["schema"] == .number(1) })
    let weights = json.lines.map { JSONLine($0)?["weight"] }
    #expect(weights.contains(.text("damage")))
    #expect(try sandbox.run("cat", "latest:a").code == 4)
  }

  @Test("diff names a file that the repository has not whole, and compares the others")
  func unreadableFile() throws {
    let sandbox = try Sandbox.withRepository()
    try sandbox.shell("mkdir docs; head -c 300000 /dev/urandom >docs/a; echo 1 >docs/b")
    try sandbox.run("backup", "docs")
    try sandbox.shell(
      "pack=$(ls -S repository/packs/*/* | head -1); chmod u+w $pack; "
        + "printf X | dd of=$pack bs=1 seek=5000 conv=notrunc")
    #expect(try sandbox.run("check", "--read-data").code == 4)
    try sandbox.shell("touch docs/a; echo 22 >docs/b")
    let diff = try sandbox.run("diff", "latest")
    #expect(diff.code == 3)
    #expect(diff.text.contains("M b "))
    #expect(diff.text.contains("! 1 path not compared: a ("))
  }

  private func id(of set: String, _ sandbox: Sandbox) throws -> String {
    let lines = try sandbox.run("snapshots", "--json").lines.compactMap { JSONLine($0) }
    guard case .text(let id)? = lines.last(where: { $0["set"] == .text(set) })?["id"] else {
      return "none"
    }
    return id
  }
}
