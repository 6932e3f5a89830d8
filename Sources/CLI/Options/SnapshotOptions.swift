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

  /// With what the profile says where nothing else was said.
  func filled(from profile: Profile?) -> SnapshotOptions {
    var filled = self
    if tag.isEmpty { filled.tag = profile?.tags.map(\.value) ?? [] }
    filled.note = note ?? profile?.note?.value
    filled.skipIfUnchanged = skipIfUnchanged || profile?.skipIfUnchanged?.value ?? false
    return filled
  }

  func apply(to request: inout BackupRequest) {
    var remarks = Remarks()
    RemarkChange.setTags(tag).apply(to: &remarks)
    remarks.note = note.flatMap { $0.isEmpty ? nil : $0 }
    request.remarks = remarks
    request.unchanged = skipIfUnchanged ? .skipped : .saved
  }
}
