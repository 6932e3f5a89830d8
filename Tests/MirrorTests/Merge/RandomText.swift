import TestSupport

/// A text of a few lines, and edits of it.
struct RandomText {
  /// With their ends.
  var lines: [String]

  var bytes: [UInt8] { Array(lines.joined().utf8) }

  /// Of lines that are all different, or that mostly are among `repeated` ones.
  init(_ count: Int, repeated: Int? = nil, using random: inout SeededGenerator) {
    lines = (0..<count).map { number in
      repeated.map { "\(Int.random(in: 0..<$0, using: &random))\n" } ?? "line \(number)\n"
    }
  }

  /// As `person` leaves it, of whom there may be several: who writes something new writes what
  /// nobody else does, but now and then.
  func edited(
    by person: String, times: Int, repeated: Int? = nil, using random: inout SeededGenerator
  ) -> RandomText {
    var copy = self
    for time in 0..<times {
      let start = Int.random(in: 0...copy.lines.count, using: &random)
      let end = min(copy.lines.count, start + Int.random(in: 0...3, using: &random))
      let new = (0..<Int.random(in: 0...3, using: &random)).map { line in
        if random.chance(6) { return "the same\n" }
        return repeated.map { "\(Int.random(in: 0..<$0, using: &random))\n" }
          ?? "\(person) \(time).\(line)\n"
      }
      copy.lines.replaceSubrange(start..<end, with: new)
    }
    if let last = copy.lines.last, random.chance(5) {
      copy.lines[copy.lines.count - 1] = String(last.dropLast())
    }
    copy.lines.removeAll { $0.isEmpty }
    return copy
  }
}
