import TestSupport
import Testing

/// What is said in each case of the command line's contract.
struct TranscriptTests {
  private static let docs = "mkdir -p docs/sub && echo text >docs/a && echo more >docs/sub/b"
  private static let saved = "\(docs) && $MARTLET backup -q docs"

  @Test(
    "Making and finding a repository",
    arguments: [
      Transcript("init-dry-run", ["init", "-n", "-r", "new/folder"]),
      Transcript("init-again", ["init", "--kdf-cost", "15"]),
      Transcript(
        "init-not-empty", ["init", "-r", "other"], after: "mkdir other; touch other/something"),
      Transcript("no-repository", ["snapshots", "-r", "nowhere"]),
      Transcript("no-location", ["snapshots"], environment: ["MARTLET_REPO": nil]),
      Transcript(
        "newer-format", ["snapshots"],
        after:
          "for f in repository/config.*; do printf '\\011' | dd of=$f bs=1 seek=8 conv=notrunc; "
          + "done 2>/dev/null"),
    ])
  func repositories(transcript: Transcript) throws { try transcript.check() }

  @Test(
    "Passwords",
    arguments: [
      Transcript("wrong-password", ["snapshots"], environment: ["MARTLET_PASSWORD": "another"]),
      Transcript("empty-password", ["snapshots"], environment: ["MARTLET_PASSWORD": ""]),
      Transcript(
        "two-passwords", ["snapshots", "--password-file", "a", "--password-command", "b"]),
      Transcript("password-file-missing", ["snapshots", "--password-file", "nowhere"]),
      Transcript("password-command-fails", ["snapshots", "--password-command", "exit 3"]),
    ])
  func passwords(transcript: Transcript) throws { try transcript.check() }

  @Test(
    "Saving",
    arguments: [
      Transcript("backup", ["backup", "docs"], after: docs),
      Transcript("backup-again", ["backup", "docs"], after: saved),
      Transcript("backup-nothing-there", ["backup", "nowhere"]),
      Transcript("backup-some-missing", ["backup", "docs", "nowhere"], after: docs),
      Transcript("backup-empty", ["backup", "empty"], after: "mkdir empty"),
      Transcript("backup-no-path", ["backup"]),
      Transcript(
        "backup-excluded", ["backup", "docs", "--exclude", "*.tmp", "-v"],
        after: "\(docs); touch docs/1.tmp docs/2.tmp"),
      Transcript("backup-itself", ["backup", "repository"]),
      Transcript("backup-dry-run-first", ["backup", "docs", "-n"], after: docs),
      Transcript(
        "backup-dry-run",
        ["backup", "docs", "nowhere", "-nv", "--set", "docs", "--exclude", "*.tmp"],
        after: "\(docs) && $MARTLET backup -q docs --set docs && echo other >docs/a && "
          + "mv docs/sub/b docs/c && chmod 700 docs/sub && touch docs/1.tmp"),
      Transcript("backup-dry-run-stream", ["backup", "-n", "--stdin-name", "dump"]),
      Transcript("backup-stdin-nothing", ["backup", "--stdin-name", "a/b"]),
    ])
  func saving(transcript: Transcript) throws { try transcript.check() }

  @Test(
    "Looking",
    arguments: [
      Transcript("snapshots-none", ["snapshots"]),
      Transcript("snapshots", ["snapshots"], after: saved),
      Transcript("ls", ["ls", "-R", "latest"], after: "\(saved)"),
      Transcript("cat", ["cat", "latest:a"], after: saved),
      Transcript("cat-folder", ["cat", "latest:sub"], after: saved),
      Transcript("ls-nothing-there", ["ls", "latest:nowhere"], after: saved),
      Transcript("unknown-snapshot", ["ls", "nonsense"], after: saved),
      Transcript("no-such-snapshot", ["ls", "latest~7"], after: saved),
      Transcript(
        "latest-of-several-sets", ["restore", "latest", "--to", "back"],
        after: "\(saved); mkdir two; touch two/2; $MARTLET backup -q two"),
    ])
  func looking(transcript: Transcript) throws { try transcript.check() }

  @Test(
    "Restoring",
    arguments: [
      Transcript("restore", ["restore", "latest", "--to", "back"], after: saved),
      Transcript(
        "restore-newer-kept", ["restore", "latest", "--to", "back"],
        after: "\(saved); mkdir back; echo newer >back/a; touch -d '2 days' back/a"),
      Transcript(
        "restore-dry-run", ["restore", "latest", "--in-place", "--dry-run", "--delete"],
        after: "\(saved); rm docs/a; touch docs/new"),
      Transcript("restore-no-target", ["restore", "latest"], after: saved),
      Transcript(
        "restore-into-repository", ["restore", "latest", "--to", "repository"], after: saved),
      Transcript(
        "restore-stream", ["restore", "latest", "--in-place"],
        after: "echo dump | $MARTLET backup -q --stdin-name dump"),
    ])
  func restoring(transcript: Transcript) throws { try transcript.check() }

  @Test(
    "Proving",
    arguments: [
      Transcript("check", ["check"], after: saved),
      Transcript("check-read-data", ["check", "--read-data"], after: saved),
      Transcript(
        "check-damage", ["check"], after: "\(saved); rm repository/packs/*/*"),
      Transcript(
        "check-foreign", ["check"],
        after: "\(saved); touch repository/packs/foreign repository/mine"),
    ])
  func proving(transcript: Transcript) throws { try transcript.check() }

  private static let changed =
    "\(saved) && echo other >docs/a && mkdir docs/new && mv docs/sub/b docs/new/c"

  @Test(
    "Comparing and finding",
    arguments: [
      Transcript("diff", ["diff", "latest"], after: changed),
      Transcript("diff-nothing", ["diff", "latest"], after: saved),
      Transcript(
        "diff-snapshots", ["diff", "latest~1", "latest"],
        after: "\(changed) && $MARTLET backup -q docs"),
      Transcript("find", ["find", "a", "b"], after: "\(changed) && $MARTLET backup -q docs"),
      Transcript("find-nothing", ["find", "nowhere"], after: saved),
      Transcript(
        "versions", ["versions", "docs/a"], after: "\(changed) && $MARTLET backup -q docs"),
      Transcript("versions-nothing", ["versions", "docs/nowhere"], after: saved),
    ])
  func comparing(transcript: Transcript) throws { try transcript.check() }

  @Test(
    "Looking after it",
    arguments: [
      Transcript("stats", ["stats"], after: saved),
      Transcript("tag", ["tag", "latest", "--add", "kept", "--add", "year"], after: saved),
      Transcript("note", ["note", "latest", "before the move"], after: saved),
      Transcript("pin", ["pin", "latest"], after: saved),
      Transcript("key-list", ["key", "list"]),
      Transcript("key-remove", ["key", "remove", "recovery", "-y"]),
      Transcript("key-remove-last", ["key", "remove", "test", "-y", "-n"]),
      Transcript("key-remove-unasked", ["key", "remove", "test"], answer: "n\n"),
    ])
  func lookingAfter(transcript: Transcript) throws { try transcript.check() }

  private static let twice = "\(saved) && echo other >docs/a && $MARTLET backup -q docs"

  @Test(
    "Letting go",
    arguments: [
      Transcript("forget", ["forget", "--keep-last", "1"], after: twice),
      Transcript("forget-dry-run", ["forget", "latest~1", "-n"], after: twice),
      Transcript("forget-space", ["forget", "latest~1", "--keep-space"], after: twice),
      Transcript("forget-what", ["forget"], after: twice),
      Transcript("forget-nothing-stays", ["forget", "--keep-tag", "none"], after: twice),
      Transcript(
        "forget-pinned", ["forget", "latest"], after: "\(saved) && $MARTLET pin -q latest"),
      Transcript(
        "prune", ["prune"], after: "\(twice) && $MARTLET forget -q latest~1 --keep-space"),
      Transcript("prune-nothing", ["prune"], after: twice),
      Transcript(
        "undelete", ["undelete"], after: "\(twice) && $MARTLET forget -q latest~1 --keep-space"),
      Transcript(
        "undelete-too-late", ["undelete", "latest"],
        after: "\(twice) && $MARTLET forget -q latest~1"),
    ])
  func lettingGo(transcript: Transcript) throws { try transcript.check() }

  @Test(
    "The configuration",
    arguments: [
      Transcript("config-none", ["config", "check"]),
      Transcript("config-path", ["config", "path"]),
      Transcript(
        "config-wrong", ["config", "check"],
        after: """
          mkdir -p home/.config/martlet; cat >home/.config/martlet/config.toml <<'END'
          [profile.docs]
          pathes = ["~/docs"]
          schedule = "sometimes"
          END
          """),
      Transcript("profile-unknown", ["backup", "-p", "docs"]),
    ])
  func configuration(transcript: Transcript) throws { try transcript.check() }

  private static let profile = """
    mkdir -p home/.config/martlet; cat >home/.config/martlet/config.toml <<'END'
    [profile.docs]
    repo = "~/../repository"
    paths = ["~/../docs"]
    schedule = "daily 12:30"
    check = { every = "7d" }
    END
    """

  @Test(
    "Runs by themselves",
    arguments: [
      Transcript("status", ["status"], after: saved),
      Transcript("status-nothing", ["status"]),
      Transcript("status-overdue", ["status"], after: profile),
      Transcript("log-nothing", ["log"]),
      Transcript("schedule-nothing", ["schedule", "show"]),
      Transcript(
        "schedule-install", ["schedule", "install", "-p", "docs", "--with", "systemd"],
        after: profile),
      Transcript(
        "schedule-remove", ["schedule", "remove", "-p", "docs", "--with", "systemd"],
        after: "\(profile)\n$MARTLET schedule install -p docs --with systemd -q >told"),
    ])
  func automating(transcript: Transcript) throws { try transcript.check() }

  @Test(
    "What is mistyped",
    arguments: [
      Transcript("unknown-command", ["bakcup"]),
      Transcript("unknown-option", ["backup", "--forse-read", "x"]),
      Transcript("bad-value", ["restore", "latest", "--to", "x", "--overwrite", "sometimes"]),
    ])
  func typing(transcript: Transcript) throws { try transcript.check() }
}
