/// One step of a pattern's way through a path.
enum GlobToken: Equatable {
  case byte(UInt8)
  /// `?`: any byte but "/".
  case anyByte
  /// `[...]`.
  case set(ByteSet)
  /// `*`: as many bytes as wanted, none of them "/".
  case star
  /// `**` at the end of a pattern: as many bytes as wanted.
  case deepStar
  /// `**/`: nothing, or as many bytes as wanted with a "/" behind them.
  case folders

  /// Whether it is that byte and nothing else.
  var literal: UInt8? {
    if case .byte(let byte) = self { byte } else { nil }
  }
}
