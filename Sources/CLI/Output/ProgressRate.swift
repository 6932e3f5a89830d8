/// How fast a count has grown over the last seconds.
struct ProgressRate {
  private static let windowSeconds = 5.0

  private var samples: [(seconds: Double, count: UInt64)] = []

  /// Takes the count at a time, both ascending; returns units a second.
  mutating func note(_ count: UInt64, at seconds: Double) -> Double {
    samples.append((seconds, count))
    while samples.count > 2, seconds - samples[1].seconds >= Self.windowSeconds {
      samples.removeFirst()
    }
    guard let first = samples.first, seconds > first.seconds, count > first.count else { return 0 }
    return Double(count - first.count) / (seconds - first.seconds)
  }
}
