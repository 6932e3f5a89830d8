import Format
import LocalState
import Mirror
import Pipelines
import Snapshots
import SystemPackage

/// The room that the first run of a pair may take in the private repository, and what there is.
struct MirrorRoom: Equatable {
  /// At most, as far as sizes tell.
  let needed: UInt64
  let free: UInt64
  let location: FilePath

  /// The words of the first run: "It may take up to 3.1 GiB; 41 GiB are free there".
  var text: String {
    "It may take up to \(Wording.bytes(needed)); \(Wording.bytes(free)) are free there"
  }

  /// Throws `refused` where it may not suffice: nothing has been written yet.
  func check() throws(Failure) {
    guard needed > free else { return }
    throw Failure(
      .refused,
      "what the mirror replaces may take up to \(Wording.bytes(needed)) in the private repository, "
        + "and \(Wording.bytes(free)) are free there",
      at: NameText.text(location.bytes),
      advice: "Free some space, or name a repository on another disk: -r /mnt/usb/martlet")
  }
}

extension MirrorRoom {
  /// Before the first use of the private repository: says where it is and what it may take. Throws
  /// `refused` where that may be more than there is.
  static func announce(
    _ hidden: PrivateRepository, _ pairs: [FolderPair], _ rules: MirrorRules,
    _ invocation: Invocation
  ) throws {
    let folders = pairs.prefix(1).map(\.a.path) + pairs.map(\.b.path)
    let needed = try RoomSurvey.bytes(
      of: folders.map(AbsolutePath.path), rules.selection?.selection ?? Selection(),
      leftOut: SourceList.leftOut(asFarAsKnown: invocation), invocation.interruption.cancellation)
    let room = MirrorRoom(
      needed: needed, free: FileSystemStatus(of: hidden.folder)?.freeBytes ?? 0,
      location: hidden.folder)
    try room.check()
    invocation.output.note(
      "martlet: what mirrors replace and delete is kept for 90 days in "
        + "\(Printable.text(hidden.folder.bytes)). \(room.text).")
  }
}
