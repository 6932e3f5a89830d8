/// The two lines that a terminal shows while something runs: what has been done, and how long it
/// will take.
///
/// ```
/// docs -> nas   12 831 of 18 204 files   6.1 of 9.4 GiB   214 MiB new, 96 MiB stored   0 errors
/// [===================>            ] 64 %   41 MiB/s   about 1 min 20 s left   2026/IMG_2231.dng
/// ```
struct ProgressLines {
  /// Before that nobody can tell how long it takes.
  private static let secondsBeforeForecast = 5.0
  private static let barColumns = 32
  /// A narrower terminal has no room for a bar.
  private static let leastColumnsForBar = 60
  private static let gap = "   "

  let sample: ProgressSample
  /// Seconds since the run began.
  let elapsed: Double
  /// Units a second, lately.
  let rate: Double

  /// Two lines of at most `columns` columns each.
  func lines(columns: Int) -> [String] {
    [first(columns), second(columns)]
  }

  /// The figures are what changes: where not all has room, the names are shortened first, and then
  /// the figures that come last are left out.
  private func first(_ columns: Int) -> String {
    let facts = sample.facts.filter { !$0.isEmpty }
    var text = ""
    for fact in facts {
      let longer = text.isEmpty ? fact : text + Self.gap + fact
      if Printable.width(longer) <= columns { text = longer }
    }
    guard !text.isEmpty else { return Printable.cut(facts.first ?? sample.title, to: columns) }
    let room = columns - Printable.width(text) - Self.gap.count
    let title = Printable.shortened(sample.title, to: room)
    return [title, text].filter { !$0.isEmpty }.joined(separator: Self.gap)
  }

  private func second(_ columns: Int) -> String {
    var parts: [String] = []
    if let fraction = sample.fraction {
      let percent = "\(Int(fraction * 100)) %"
      parts.append(columns < Self.leastColumnsForBar ? percent : "\(bar(fraction)) \(percent)")
    }
    if sample.isBytes, rate >= 1 { parts.append("\(Wording.bytes(UInt64(rate)))/s") }
    if let left { parts.append("about \(left) left") }
    let text = parts.joined(separator: Self.gap)
    let room = columns - Printable.width(text) - (text.isEmpty ? 0 : Self.gap.count)
    let path = Printable.cutStart(Printable.text(sample.current), to: room)
    let line = [text, path].filter { !$0.isEmpty }.joined(separator: Self.gap)
    return Printable.cut(line, to: columns)
  }

  private func bar(_ fraction: Double) -> String {
    let filled = Int(fraction * Double(Self.barColumns))
    return "[" + String(repeating: "=", count: max(0, filled - 1)) + ">"
      + String(repeating: " ", count: Self.barColumns - max(1, filled)) + "]"
  }

  private var left: String? {
    guard elapsed >= Self.secondsBeforeForecast, let fraction = sample.fraction, fraction > 0.001
    else { return nil }
    return Wording.forecast(seconds: elapsed * (1 - fraction) / fraction)
  }
}
