import ArgumentParser
import Repository
import Snapshots

/// What is said about a new snapshot, and when there is none.
struct SnapshotOptions: ParsableArguments {
  @Option(
    parsing: .unconditionalSingleValue,
    help: ArgumentHelp("A tag for the snapshot. Can be repeated.", valueName: "tag"))
  var tag: [String] = []

  @Option(help: ArgumentHelp("A note about the snapshot.", valueName: "text"))
  var note: String?

  @Flag(help: "Make no snapshot if nothing has changed since the one before.")
  var skipIfUnchanged = false

  func validate() throws {
    try RemarkText.validate(tags: tag)
    try note.map(RemarkText.validate(note:))
  }

  /// What is said about it: tags besides those of the profile, a note instead of the profile's.
  func remarks(with profile: Profile?) -> Remarks {
    var remarks = Remarks()
    let tags = (profile?.tags.map(\.value) ?? []) + tag
    RemarkChange.setTags(tags).apply(to: &remarks)
    remarks.note = (note ?? profile?.note?.value).flatMap { $0.isEmpty ? nil : $0 }
    return remarks
  }

  func unchanged(with profile: Profile?) -> BackupRequest.Unchanged {
    skipIfUnchanged || profile?.skipIfUnchanged?.value == true ? .skipped : .saved
  }
}
