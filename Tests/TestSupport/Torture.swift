import Glibc

/// Whether `MARTLET_TORTURE` asks for hours where the suite spends seconds.
package let isTorture = getenv("MARTLET_TORTURE") != nil

extension RandomAccessCollection {
  /// All of them; with `MARTLET_TORTURE=7` every seventh, from a random one on, for all take hours.
  package func tortured(using random: inout some RandomNumberGenerator) -> [Element] {
    let text = getenv("MARTLET_TORTURE").map { String(cString: $0) } ?? ""
    let step = Swift.max(1, Int(text) ?? 1)
    let first = Int.random(in: 0..<step, using: &random)
    return enumerated().filter { $0.offset % step == first }.map(\.element)
  }
}
