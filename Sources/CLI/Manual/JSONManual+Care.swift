extension JSONManual {
  private static let exitCode = Field("exit_code", "What the command ends with: see martlet(1).")
  private static let dryRun = Field("dry_run", "Whether nothing was done.")

  static let lookingAfter = [
    Line(
      command: "check", type: "finding", meaning: "Something that is not as it should be.",
      fields: [
        Field("weight", "damage, or note for what is harmless."),
        Field("part", "structure or contents."), Field("problem location", "What, and where."),
      ]),
    Line(
      command: "check", type: "summary", meaning: "What was proved.",
      fields: [
        Field("sound", "Whether nothing is damaged."),
        Field("snapshots trees chunks packs pack_bytes", "What there is."),
        Field("packs_read bytes_read", "What was read of it."),
        Field("remembered", "Whether this machine remembers what was proved when."),
        Field("never_read oldest_proof", "Packs never read; when the others were read at least."),
        Field("affected", "IDs of snapshots that cannot be restored whole."), exitCode,
      ]),
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

  static let automating = [
    Line(
      command: "status", type: "status",
      meaning: "How a profile, or a set that was saved from here, stands in a repository.",
      fields: [
        Field("subject profile repository", "What and where."),
        Field("last_run last_exit_code", "When it was run last, and how that ended."),
        Field("last_snapshot last_snapshot_time", "The newest snapshot from here."),
        Field("next_run last_good_check", "Times, or null."),
        Field("problems", "Objects with kind and text."),
      ]),
    Line(
      command: "status", type: "summary", meaning: "All of it.",
      fields: [Field("problems", "How many."), exitCode]),
    Line(
      command: "schedule", type: "file", meaning: "Of install --dry-run: a file it would write.",
      fields: [Field("path text", "Where, and what.")]),
    Line(
      command: "schedule", type: "schedule", meaning: "What is saved when.",
      fields: [
        Field("profile schedule by", "What, when, and what starts it."), Field("next", "A time."),
        Field("places", "Files, or the table of cron."), dryRun,
      ]),
    Line(
      command: "schedule", type: "removed", meaning: "Of remove: what is saved no longer.",
      fields: [Field("profile places", "What, and the files that went."), dryRun]),
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
