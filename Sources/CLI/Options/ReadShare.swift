import ArgumentParser
import Repository

/// How much of the packs to read, as people type it: all, 5%, 2.5%, 10GiB, 20min, 2h.
struct ReadShare: FormedValue, Equatable {
  static let form = "all, or a share such as 5%, a size such as 10GiB, a time such as 20min"

  let share: PackShare

  /// `nil` for anything else, for nothing at all, and for more than all.
  init?(argument: String) {
    guard let share = Self.part(argument) ?? Self.time(argument) ?? Self.bytes(argument) else {
      return nil
    }
    self.share = share
  }

  private init(_ share: PackShare) {
    self.share = share
  }

  static let all = ReadShare(.all)

  private static func part(_ text: String) -> PackShare? {
    if text == "all" { return .all }
    guard let match = text.wholeMatch(of: /(\d{1,3})(?:\.(\d{1,4}))? ?%/),
      let whole = UInt64(match.1)
    else { return nil }
    let digits = match.2.map(String.init) ?? ""
    let padded = digits + String(repeating: "0", count: 4 - digits.count)
    let millionths = whole * 10_000 + (UInt64(padded) ?? 0)
    return 1...1_000_000 ~= millionths ? .part(millionths: millionths) : nil
  }

  private static func time(_ text: String) -> PackShare? {
    guard let match = text.wholeMatch(of: /(\d{1,6}) ?(s|min|h)/), let count = UInt64(match.1),
      count > 0
    else { return nil }
    let seconds: [Substring: UInt64] = ["s": 1, "min": 60, "h": 3600]
    return .time(nanoseconds: count * (seconds[match.2] ?? 1) * 1_000_000_000)
  }

  private static func bytes(_ text: String) -> PackShare? {
    // "20m" may well mean minutes.
    guard text.last != "m", let size = ByteSize(argument: text), size.bytes > 0 else { return nil }
    return .bytes(size.bytes)
  }
}
