import ArgumentParser
import Repository

/// How much is done for the space that is freed.
struct PruneOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "How much of the packs may stay unused, so that less has to be rewritten: 5% (default), 0%.",
      valueName: "share"))
  var maxUnused: UnusedShare?

  @Option(
    help: ArgumentHelp("Rewrite at most so much in this run: 500M, 10G.", valueName: "size"))
  var maxRepack: ByteSize?

  @Option(
    help: ArgumentHelp(
      "Take a backup on another machine for dead when it has given no sign for so long: 24h "
        + "(default).", valueName: "time"))
  var wait: TimeSpan?

  var limits: PruneLimits {
    var limits = PruneLimits()
    if let maxUnused { limits.maxUnusedMillionths = maxUnused.millionths }
    limits.maxRepackBytes = maxRepack.map { Int(clamping: $0.bytes) }
    return limits
  }

  static let defaultSilence = TimeSpan(seconds: 24 * 3600)

  var silence: TimeSpan { wait ?? Self.defaultSilence }

  func validate() throws {
    // A beat comes every ten minutes, and a slow disk makes it late.
    if let wait, wait.seconds < 3600 { throw ValidationError("--wait is at least 1h") }
  }
}

/// A part of the whole as people type it: 0%, 5%, 2.5%, 100%.
struct UnusedShare: FormedValue, Equatable {
  static let form = "a share such as 5% or 0%"

  let millionths: Int

  /// `nil` for anything else.
  init?(argument: String) {
    guard let match = argument.wholeMatch(of: /(\d{1,3})(?:\.(\d{1,4}))? ?%/),
      let whole = Int(match.1)
    else { return nil }
    let digits = match.2.map(String.init) ?? ""
    millionths =
      whole * 10_000 + (Int(digits + String(repeating: "0", count: 4 - digits.count)) ?? 0)
    guard millionths <= 1_000_000 else { return nil }
  }
}
