import SystemPackage
import TestSupport
import Testing

/// Backups and restores by somebody who is not root: user 1000, who is also in group 2000. What
/// they made is looked at by root, from outside.
@Suite(.enabled(if: isSuperuser, "only root can become an ordinary user and compare"))
struct OrdinaryUserTests {
  /// A sandbox that belongs to the user, with `./as_user` in it, which runs the program as them.
  private func sandbox() throws -> Sandbox {
    let sandbox = try Sandbox()
    let made = try sandbox.shell(
      """
      cp "$MARTLET" martlet; mkdir -p home; chown -R 1000:1000 .
      cat >as_user <<'END'
      #!/bin/sh
      exec setpriv --reuid=1000 --regid=1000 --groups=1000,2000 ./martlet "$@"
      END
      chmod 755 . as_user martlet
      ./as_user init --kdf-cost 15 -q >/dev/null
      """)
    try #require(made.code == 0, "\(made.errors)")
    return sandbox
  }

  private func asUser(_ sandbox: Sandbox, _ arguments: String...) throws -> Sandbox.Outcome {
    try sandbox.start(
      program: [Array("./as_user".utf8)], arguments.map { Array($0.utf8) }
    ).end()
  }

  /// Of somebody who works with others: all that they can read can be given back, but for owners.
  private static let home = """
    mkdir docs && cd docs
    mkdir read-only read-only/in list shared; echo own >own; echo 444 >read-only/in/444
    setfattr -n user.a -v 1 read-only/in/444 read-only/in read-only own
    echo acl >acl; setfacl -m u:4242:rw,g:2000:r acl; setfacl -d -m u:4242:rwx list
    echo none >list/without; setfacl -b list/without; mkdir list/in; setfacl -bk list/in
    echo program >setuid; echo group >group; echo groups >setgid; ln own again; ln -s own link
    mkfifo fifo; truncate -s 3M hole; echo end >>hole; touch empty
    chown -hR 1000:1000 .; chgrp 2000 group setgid shared
    chmod 4755 setuid; chmod 640 group; chmod 2750 setgid; chmod 2770 shared; chmod 600 empty
    chmod 0444 read-only/in/444; chmod 0555 read-only/in read-only
    touch -hd '1969-12-31 23:59:58.5' read-only read-only/in read-only/in/444 link fifo
    chmod 0555 .
    """

  @Test("A home comes back as it was, twice; only what nobody but root can do is not done")
  func home() throws {
    let sandbox = try sandbox()
    try sandbox.shell(Self.home)
    let saved = try asUser(sandbox, "backup", "docs")
    #expect(saved.code == 0, "\(saved.text)\(saved.errors)")
    // The second time read-only folders are there already, some of their contents are not.
    for _ in 0..<2 {
      let restored = try asUser(sandbox, "restore", "latest", "--to", "back")
      #expect(restored.code == 0, "\(restored.text)\(restored.errors)")
      #expect(!restored.text.contains("owner"))
      #expect(try sandbox.differences("docs", "back") == [])
      try sandbox.shell("rm back/read-only/in/444 back/own back/list/without; rm back/fifo")
    }
    // Nothing of what is new would need a mode that it does not have.
    try sandbox.shell("rm -rf back/read-only/in")
    #expect(try asUser(sandbox, "restore", "latest", "--to", "back").code == 0)
    #expect(try sandbox.differences("docs", "back") == [])
  }

  @Test("Files of others are saved where they can be read; their owners are one line")
  func others() throws {
    let sandbox = try sandbox()
    try sandbox.shell(
      """
      mkdir docs; cd docs; mkdir closed theirs; echo own >own; chmod 711 closed
      for name in a b c d; do echo $name >theirs/$name; done; echo x >closed/x
      echo secret >secret; echo mine >locked; echo nogroup >in-group
      chown 1000:1000 . own locked; chown 1000:3000 in-group; chown 1001:2000 theirs/b
      chmod 600 secret; chmod 0 locked; chmod 700 closed; chmod 6755 theirs/a theirs/b
      chmod 2755 in-group
      """)
    let saved = try asUser(sandbox, "backup", "docs")
    #expect(saved.code == 3)
    #expect(
      sandbox.normalized(saved.lines.last ?? "")
        == "! 3 paths could not be read: ~/docs/closed (permission denied), "
        + "~/docs/locked (permission denied), ~/docs/secret (permission denied)   exit 3")
    let restored = try asUser(sandbox, "restore", "latest", "--to", "back")
    let owners = restored.lines.filter { $0.contains("owner") }
    #expect(owners.count == 1 && owners.first?.contains("6 owners") == true, "\(restored.text)")
    let differences = try sandbox.differences("docs", "back")
    let others = ["theirs", "theirs/a", "theirs/c", "theirs/d"].flatMap { name in
      ["\(name): owner: 0 | 1000", "\(name): group: 0 | 1000"]
    }
    let expected =
      others + [
        "closed: presence: there | missing", "locked: presence: there | missing",
        "secret: presence: there | missing", "in-group: group: 3000 | 1000",
        // A group of theirs is given; the set-ID bits that are meant for others are withheld.
        "in-group: mode: 2755 | 0755", "theirs/a: mode: 6755 | 0755", "theirs/b: mode: 6755 | 2755",
        "theirs/b: owner: 1001 | 1000",
      ]
    #expect(differences.sorted() == expected.sorted())
    let strict = try asUser(sandbox, "restore", "latest", "--to", "strict", "--owner", "require")
    #expect(strict.code == 3, "\(strict.text)\(strict.errors)")
    #expect(try sandbox.differences("docs", "strict") == differences)

    try sandbox.shell("cd docs; chmod 755 closed; chmod 644 locked secret")
    #expect(try asUser(sandbox, "backup", "docs").code == 0)
    #expect(try asUser(sandbox, "restore", "latest", "--to", "all").code == 0)
    let last = try sandbox.differences("docs", "all", except: "owner,group,mode")
    #expect(last == [])
  }

  @Test("What root saved and nobody else can make is left out, and said in sum")
  func savedByRoot() throws {
    let sandbox = try sandbox()
    try sandbox.shell(
      """
      export PATH=$PATH:/usr/sbin:/sbin; mkdir all; cd all; for number in $(seq 40); do
        echo $number >file$number; setfattr -n trusted.a -v $number file$number
        mknod device$number c 1 $number; echo x >setuid$number; chmod 4711 setuid$number
      done
      mkdir -m 0 locked; echo x >locked/x; mkdir -m 555 read-only; echo y >read-only/y
      setfattr -n user.a -v 1 read-only; cp /bin/true capable; setcap cap_net_raw+ep capable
      cd ..; "$MARTLET" backup all -q; chown -R 1000:1000 repository home
      """)
    let restored = try asUser(sandbox, "restore", "latest", "--to", "back")
    #expect(restored.code == 3)
    // A line that sums up the restore, one for owners, one or two for devices and attributes.
    #expect((3...6).contains(restored.lines.count), "\(restored.text)")
    #expect(restored.errors.split(separator: "\n").count <= 1, "\(restored.errors)")
    let lost = try sandbox.differences("all", "back", except: "owner,group")
    let expected = (1...40).flatMap { number in
      [
        "device\(number): presence: there | missing",
        "file\(number): attributes: trusted.a=\(number) | trusted.a=none",
        "setuid\(number): mode: 4711 | 0711",
      ]
    }
    let capability = "capable: attributes: security.capability="
    let others = lost.filter { !$0.hasPrefix(capability) }
    #expect(others.count == lost.count - 1)
    #expect(Set(others).symmetricDifference(expected) == [])
  }
}
