/// How the length of a pack is hidden (FORMAT.md 6.1).
enum PackPadding {
  /// Closed because the next frame does not fit.
  case full
  /// Closed because nothing follows.
  case last
}
