/// What the chunks of a frame are (FORMAT.md 5.2).
///
/// Raw values are on disk: never change or reuse one.
package enum FrameKind: UInt8, CaseIterable, Sendable {
  /// Bytes of files.
  case data = 0
  /// Tree pieces, tree lists and chunk lists.
  case tree = 1
}
