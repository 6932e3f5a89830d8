extension JSONManual {
  private static let exitCode = Field("exit_code", "What the command ends with: see martlet(1).")
  private static let dryRun = Field("dry_run", "Whether nothing was done.")

  static let lookingAfter = [
    Line(
      command: "check", type: "finding", meaning: "Something that is not as it should be.",
      fields: [
        Field("repository", "Where."), Field("weight", "damage, or note for what is harmless."),
        Field("part", "structure or contents."), Field("problem location", "What, and where."),
      ]),
    Line(command: "check", type: "summary", meaning: "What was proved.", fields: proved),
    Line(
      command: "stats", type: "summary", meaning: "What is stored, and what was saved by what.",
      fields: [
        Field("snapshots of", "Snapshots counted, of how many."),
        Field("files bytes", "In all of them, each counted whole."),
        Field("different saved_by_dedupe", "Bytes that are left of that, and what went."),
        Field("delta_chunks saved_by_delta", "Chunks stored as differences, and what that saves."),
        Field("saved_by_compression data_stored", "What it saves, and what is left."),
        Field("listings listings_stored", "Folder listings, before and as stored."),
        Field("bases_stored", "What only differences need."),
        Field("not_needed not_needed_packs", "What no snapshot needs."),
        Field(
          "packs pack_bytes pack_overhead", "Pack files, their bytes, directories and padding."),
        Field("stray_packs stray_bytes", "Packs that no session has committed."),
        Field("index_bytes snapshot_bytes other_bytes total", "All other files, and all together."),
        Field("missing", "Chunks that are in no pack."), exitCode,
      ]),
    Line(
      command: "tag, note, pin", type: "remarks",
      meaning: "What is said about a snapshot after the command.",
      fields: [
        Field("snapshot", "Its ID."), Field("tags note pinned", "What is said about it."),
        Field("changed", "Whether the command changed anything."), dryRun,
      ]),
    Line(
      command: "key", type: "key", meaning: "A key: in the list, or one that changes.",
      fields: [
        Field("id label", "Its ID and name."), Field("opens_with", "password or recovery_words."),
        Field("created memory_bytes", "Since when, and what opening it takes."),
        Field("opened_last", "Whether it opened the repository last from here."),
        Field("whole", "Whether both of its copies are good."),
        Field("change", "added, changed or removed."),
        Field("replaced", "The ID of the key that went."),
        Field("recovery_words", "Of new ones. They are never shown again."), dryRun,
      ]),
  ]

  private static let proved = [
    Field("repository", "Where."), Field("sound", "Whether nothing is damaged."),
    Field("snapshots trees chunks packs pack_bytes", "What there is."),
    Field("packs_read bytes_read", "What was read of it."),
    Field("remembered", "Whether this machine remembers what was proved when."),
    Field("never_read oldest_proof", "Packs never read; when the others were read at least."),
    Field("affected", "IDs of snapshots that cannot be restored whole."), exitCode,
  ]

  /// What a profile wants done after its backup.
  static let followingBackup = [
    Line(
      command: "backup", type: "saved",
      meaning: "Where a profile wants more done: what was saved, at once. The summaries come last.",
      fields: [Field("snapshot same_as repository", "As in the summary.")]),
    Line(
      command: "backup", type: "forgotten",
      meaning: "What the profile's keep has done in a repository; see forget.", fields: forgotten),
    Line(
      command: "backup", type: "finding",
      meaning: "Of the profile's check, as check has it.",
      fields: [
        Field("repository", "Where."), Field("weight part problem location", "See check."),
      ]),
    Line(
      command: "backup", type: "checked",
      meaning: "What the profile's check has proved of a repository; see the summary of check.",
      fields: proved),
  ]

  private static let forgotten =
    [
      Field("repository", "Where."), Field("forgotten", "Snapshots that were forgotten."),
      Field("doubtful doubts", "Sets that were left alone, and why, in words."),
      Field("no_longer_needed", "Stored bytes that only forgotten snapshots needed."),
      Field("expected", "Bytes that were expected to be freed, about."),
    ] + freed + [dryRun, exitCode]

  private static let freed = [
    Field("packs files removed", "Files that were removed, and their bytes."),
    Field("written freed", "Bytes that were rewritten, and what the repository is smaller by."),
    Field("fenced", "Interrupted runs that will never be completed."),
    Field("waiting", "Runs that have to end first, with session, host and since."),
    Field("damaged", "Where something could not be moved because it is damaged."),
  ]

  static let lettingGo = [
    Line(
      command: "forget", type: "decision", meaning: "What becomes of a snapshot.",
      fields: [
        Field("repository", "Where."), Field("snapshot time set host", "Which one."),
        Field("keep", "Whether it stays."),
        Field("reasons", "The rules that keep it: last 1, daily 3, within, tag T, pinned, newest."),
      ]),
    Line(
      command: "forget", type: "forgotten",
      meaning: "What was done. Without the fields about removing, the space was left.",
      fields: forgotten),
    Line(
      command: "prune", type: "plan", meaning: "What would be done.",
      fields: [
        Field("repository", "Where."), Field("pack_bytes", "Bytes of all packs."),
        Field("dead", "Of packs that nobody needs."),
        Field("rewritten moved", "Of packs that are rewritten, and of what is moved."),
        Field("stray", "Of packs that interrupted runs left."),
        Field("missing", "Packs that are not there, and that nobody needs."),
        Field("files", "Index runs, snapshots and records that go."),
        Field("unused", "Bytes that nobody needs and that stay."),
        Field("expected", "Bytes that are freed, about."),
      ]),
    Line(
      command: "prune", type: "pruned",
      meaning: "What was done, a prune that was finished first included; the last line.",
      fields: [Field("repository", "Where.")] + freed + [dryRun, exitCode]),
    Line(
      command: "undelete", type: "undelete", meaning: "A snapshot that is back.",
      fields: [Field("snapshot", "Its ID."), dryRun]),
  ]

  static let automating = [
    Line(
      command: "status", type: "status",
      meaning: "How a profile, or a set without one, stands in one repository.",
      fields: [
        Field("subject profile", "The profile or set; the profile, if it is one."),
        Field("repository", "Where."), Field("last_run last_exit_code", "When, and how it ended."),
        Field("last_snapshot last_snapshot_time", "The last that was saved, and when."),
        Field("next_run", "When the machine saves it next by itself, if that is known."),
        Field("last_good_check", "When a check last found everything in order."),
        Field(
          "problems",
          "Objects with text and kind: never_saved, forgotten, overdue, never_checked, unproven, "
            + "damaged, not_forgotten."),
      ]),
    Line(
      command: "status", type: "summary", meaning: "All of it.",
      fields: [Field("problems", "How many."), exitCode]),
    Line(
      command: "schedule", type: "schedule",
      meaning: "Of install and show: what the machine saves by itself.",
      fields: [
        Field("profile schedule", "What, and when."), Field("by", "What starts it."),
        Field("next", "When that is next, if it is known."),
      ]),
    Line(
      command: "schedule", type: "file",
      meaning: "Of install with --dry-run: what would be written.",
      fields: [Field("path text", "Where, and what.")]),
    Line(
      command: "schedule", type: "removed", meaning: "Of remove.",
      fields: [Field("profile places", "Whose schedule, and what was deleted."), dryRun]),
    Line(
      command: "log", type: "run", meaning: "A run of this machine.",
      fields: [
        Field("command profile subject", "What was run, for which profile, on what."),
        Field("repository repository_id", "Where."), Field("started ended seconds", "When."),
        Field("state exit_code", "Whether it has ended, and how."),
        Field("snapshot", "What it saved."), Field("message", "How it ended, in words."),
        Field("files bytes added stored", "What was saved."),
        Field("proof read_part", "Of a check: what was proved; the part of the data it read."),
      ]),
    Line(
      command: "config", type: "configuration", meaning: "Of path and show: which file counts.",
      fields: [Field("path exists", "Its path, and whether it is there.")]),
    Line(
      command: "config", type: "setting", meaning: "Of show: what holds.",
      fields: [
        Field("table name values", "The part, the key and its values."),
        Field("origin", "Where that comes from."),
      ]),
    Line(
      command: "config", type: "example", meaning: "Of example.",
      fields: [Field("text", "A whole configuration.")]),
    Line(
      command: "config", type: "finding", meaning: "Of check: something that is wrong.",
      fields: [
        Field("weight", "error, warning or note."), Field("line column", "From 1."),
        Field("problem advice", "What, and what to do."),
      ]),
    Line(
      command: "config", type: "summary", meaning: "Of check.",
      fields: [Field("path errors warnings", "The file, and how many."), exitCode]),
    Line(
      command: "doctor", type: "finding", meaning: "Something that was looked at.",
      fields: [
        Field("weight", "ok, warning or wrong."), Field("subject", "What was looked at."),
        Field("text advice", "What was found, and what to do."),
      ]),
    Line(
      command: "doctor", type: "summary", meaning: "All of it.",
      fields: [Field("warnings wrong", "How many."), exitCode]),
  ]
}
