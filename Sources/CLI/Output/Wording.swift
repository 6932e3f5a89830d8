import Storage

/// Numbers as people read them.
enum Wording {
  /// "9.4 GiB", "171 MiB", "512 B".
  static func bytes(_ count: UInt64) -> String { ByteText.of(count) }

  /// "6.1 of 9.4 GiB", "300 MiB of 9.4 GiB".
  static func bytes(_ count: UInt64, of total: UInt64) -> String {
    let (part, whole) = (bytes(count), bytes(total))
    let unit = whole.split(separator: " ").last.map { " \($0)" } ?? ""
    return (part.hasSuffix(unit) ? String(part.dropLast(unit.count)) : part) + " of \(whole)"
  }

  /// "18 204".
  static func count(_ count: UInt64) -> String {
    let digits = Array("\(count)")
    var text = ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index).isMultiple(of: 3) { text += " " }
      text.append(digit)
    }
    return text
  }

  /// "1 file", "18 204 files".
  static func count(_ count: UInt64, _ noun: String) -> String {
    "\(self.count(count)) \(noun)\(count == 1 ? "" : "s")"
  }

  /// "0.04 s", "3.2 s", "12 s", "2 min 11 s", "1 h 4 min".
  static func duration(nanoseconds: UInt64) -> String {
    let hundredths = (nanoseconds + 5_000_000) / 10_000_000
    if hundredths < 100 { return "0.\(hundredths < 10 ? "0" : "")\(hundredths) s" }
    let tenths = (nanoseconds + 50_000_000) / 100_000_000
    if tenths < 100 { return "\(tenths / 10).\(tenths % 10) s" }
    let seconds = (nanoseconds + 500_000_000) / 1_000_000_000
    if seconds < 60 { return "\(seconds) s" }
    if seconds < 3600 { return "\(seconds / 60) min \(seconds % 60) s" }
    return "\(seconds / 3600) h \(seconds % 3600 / 60) min"
  }

  /// What is left of a run, as roughly as it is known: "10 s", "1 min 20 s", "2 h 10 min".
  static func forecast(seconds: Double) -> String {
    let whole = seconds.isFinite ? Int(min(max(seconds, 0), 1e8)) : 0
    if whole < 60 { return "\(max(5, (whole + 4) / 5 * 5)) s" }
    if whole < 3600 { return "\(whole / 60) min \(whole % 60 / 10 * 10) s" }
    return "\(whole / 3600) h \(whole % 3600 / 600 * 10) min"
  }

  /// At most `limit` of the items, and how many more there are.
  static func list(_ items: [String], limit: Int) -> String {
    let shown = items.prefix(limit).joined(separator: ", ")
    let more = items.count - limit
    return more > 0 ? "\(shown) and \(count(UInt64(more))) more" : shown
  }
}
