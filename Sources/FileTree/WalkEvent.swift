/// What a walk comes across, in order.
package enum WalkEvent: Sendable {
  /// A folder before its entries. The handle stays open while anybody holds it: a consumer that
  /// keeps one for every level of a deep tree runs out of descriptors.
  case enter(WalkedFolder, OpenFolder)
  /// Anything but a folder.
  case entry(WalkedEntry)
  /// The folder after its entries.
  case leave(WalkedFolder)
  /// Something that could not be read; the walk goes on behind it.
  case failed(WalkFailure)
}
