extension JSONManual {
  /// When, where and what of a snapshot.
  private static let identity = [
    Field("time", "When the backup began."), Field("host user", "Where, and who ran it."),
    Field("set", "The name of its set; empty: those of the same host and paths."),
    Field("paths", "What was saved."),
  ]

  /// An entry of a snapshot.
  private static let entry = [
    Field("path", "In the snapshot, relative to the source; of several, with its name."),
    Field("kind", "file, folder, symlink, fifo, socket, block device, character device."),
    Field("size", "Of files."), Field("target", "Of symlinks."),
    Field("major minor", "Of devices."), Field("modified", "When its contents last changed."),
    Field("mode", "Permissions in octal digits."),
    Field("uid gid user group", "Whose it is, by number and by name."),
  ]

  /// A difference.
  private static let change = [
    Field("change", "added, removed, contents, metadata or renamed."),
    Field("path old_path", "Which path; what it was called before it was renamed."),
    Field("kind target", "As of an entry of ls."),
    Field("old_size size", "Before and after; null where there is none."),
    Field("files", "Of a folder that was renamed: files in it."),
    Field("attributes", "Objects with name, old and new."),
  ]

  private static let exitCode = Field("exit_code", "What the command ends with: see martlet(1).")
  private static let seconds = Field("seconds", "How long it took.")
  private static let dryRun = Field("dry_run", "Whether nothing was done.")

  static let lines =
    everyDay + followingBackup + comparing + lookingAfter + lettingGo + automating

  private static let everyDay = [
    Line(
      command: "init", type: "repository", meaning: "A repository was made.",
      fields: [
        Field("location id", "Where it is, and its ID."),
        Field("key", "An object with the label of its key."),
        Field("recovery_words", "The 24 words that open it too. They are never shown again."),
        Field("dry_run", "true with --dry-run: then there is nothing else but where it would be."),
        Field("folder_exists", "With --dry-run: whether the folder is there already."),
      ]),
    Line(
      command: "backup", type: "summary",
      meaning: "How a backup ended: a line for each repository.",
      fields: [
        Field("snapshot", "The ID of the new snapshot; null if there is none."),
        Field("same_as", "With --skip-if-unchanged, the snapshot that says the same already."),
        Field("repository", "Where it was saved."),
      ] + identity + [
        Field("files folders bytes", "What the snapshot holds."),
        Field("new changed deleted unchanged", "Files, compared with the snapshot before."),
        Field("added stored", "Bytes in chunks that were new, and what they take."), seconds,
        Field("unreadable", "Objects with path and reason: missing in the snapshot."),
        Field("unsteady", "The same: changed or vanished while they were read."),
        Field("excluded excluded_by", "Entries left out, and by which rule how many."),
        Field("missing", "Paths to save that do not exist."),
        Field("left_out", "martlet's own folders inside a source."),
        Field("empty", "Sources that hold nothing."), Field("warnings", "Texts."), exitCode,
        Field("dry_run", "true with --dry-run: nothing was saved, and there are these too:"),
        Field("compared_with", "The snapshot that the sources were compared with, or null."),
        Field("metadata", "Entries of which only what is said about them is another."),
        Field("changed_bytes", "In files that are new or changed."),
        Field("stream", "What would become of stdin or of a command: it was not read. Or null."),
      ]),
    Line(
      command: "backup", type: "change",
      meaning: "With --dry-run and -v: what is another than in the snapshot before; see diff.",
      fields: change),
    Line(
      command: "backup", type: "explanation", meaning: "With --explain: what becomes of a path.",
      fields: [
        Field("path saved", "Which path, and whether it is saved."),
        Field("text", "The reason in words."),
        Field("problem", "Why the reason may not hold, or null."),
      ]),
    Line(
      command: "snapshots, undelete", type: "snapshot",
      meaning: "A snapshot, by their times; of undelete, one that can be brought back.",
      fields: [Field("id", "Its ID.")] + identity + [
        Field("tags note pinned", "What was said about it."),
        Field("files bytes", "What it holds."),
        Field("added stored", "Bytes in chunks that were new, and what they take."),
        Field("unreadable", "How many entries could not be read."),
        Field("only_here", "Of snapshots and stats: stored bytes that no other needs, or null."),
        Field("kept_by", "Of snapshots: the rules of its profile that keep it, or null."),
      ]),
    Line(command: "ls", type: "entry", meaning: "An entry of a folder.", fields: entry),
    Line(
      command: "cat", type: "contents", meaning: "A piece of a file, in order.",
      fields: [Field("offset", "Where it begins."), Field("bytes_b64", "Its bytes in base 64.")]),
    Line(
      command: "restore", type: "step",
      meaning: "With --dry-run or -v: what is done with a path.",
      fields: [
        Field("action", "make, adjust (attributes alone), keep or delete."),
        Field("path", "Which path."),
      ]),
    Line(
      command: "restore", type: "summary", meaning: "How a restore ended.",
      fields: [
        Field("snapshot", "What was restored."), dryRun,
        Field("target", "The folder; null in place."),
        Field("files folders symlinks others bytes", "What was written."),
        Field("unchanged adjusted", "Was there already; of it, what got other attributes."),
        Field("deleted", "Entries that the snapshot does not have."), seconds,
        Field("failed", "Objects with path and reason."),
        Field("damaged", "Files that the repository has not whole."),
        Field("kept_newer kept", "Paths left as they were: newer, or there at all."),
        Field("not_deleted", "Objects with path and reason."),
        Field("owners_not_set set_ids_not_set", "How many entries lack their owner or setuid bit."),
        Field("privileged_attributes_not_set", "How many lack attributes that only root can set."),
        Field("hard_links_copied", "Further names that became files of their own."),
        Field("attributes_not_set", "Objects with what, reason, count and examples."),
        Field("verified unlike", "With --verify: entries compared; objects with path and reason."),
        exitCode,
      ]),
  ]

  private static let comparing = [
    Line(
      command: "find", type: "found",
      meaning: "An entry that is the same in one or more snapshots of a set.",
      fields: entry + [
        Field("set host paths", "The set."),
        Field("snapshots", "In how many of its snapshots."),
        Field("oldest newest", "Objects with id and time of the first and the last of them."),
      ]),
    Line(
      command: "find", type: "summary", meaning: "What was found in all.",
      fields: [Field("found snapshots", "Entries, and snapshots looked through."), exitCode]),
    Line(
      command: "versions", type: "version", meaning: "A version of a file or folder.",
      fields: [
        Field("number", "1 for the oldest: --restore and --cat take it."),
        Field("place", "Where it was, absolute."), Field("set host", "The set."),
      ] + entry + [
        Field("snapshots", "In how many snapshots."),
        Field("first last", "Objects with id and time of the first and the last of them."),
        Field("end", "How it went (replaced, deleted) and in which snapshot; null: it has not."),
        Field("same_as", "The number of an earlier version with the same contents, or null."),
        Field("now", "Whether the file on the disk looks like it."),
      ]),
    Line(
      command: "diff", type: "change", meaning: "Something that differs.", fields: change),
    Line(
      command: "diff", type: "summary", meaning: "All differences together.",
      fields: [
        Field("old new", "IDs of the snapshots; null for what is on the disk."),
        Field("added added_bytes removed removed_bytes", "Files, and bytes in them."),
        Field("contents metadata renamed", "Entries."),
        Field("added_folders removed_folders", "Folders."),
        Field("same", "Files that are the same; null where nobody counted them."),
        Field("renames_sought", "Whether renames were looked for."),
        Field("unreadable", "Objects with path and reason."), exitCode,
      ]),
  ]
}
