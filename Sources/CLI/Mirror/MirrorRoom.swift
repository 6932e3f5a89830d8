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
      at: ArgumentText.text(location.bytes),
      advice: "Free some space, or name a repository on another disk: -r /mnt/usb/martlet")
  }
}
